"""Locks on files that end with the process that holds them, however it ends."""


def lock(file: int) -> bool:
    """Whether the lock of the open *file* was free, and is ours until it is closed."""
    try:
        import fcntl  # noqa: PLC0415 (absent on Windows)
    except ImportError:
        import msvcrt  # noqa: PLC0415 (Windows only)

        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]  # absent elsewhere
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
