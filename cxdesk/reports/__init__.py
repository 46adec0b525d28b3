"""Reports: one file each; they read and never write."""
