-- What missed a deadline and what did not are two lists of their own (the first gravest first, the second by the next
-- deadline): every index of complaints by deadline tells the two apart, so that neither passes the other's rows. The
-- status stands behind the order: what a query leaves out by it is passed without looking at the complaint.

DROP INDEX complaints_overdue_by_due;
DROP INDEX complaints_open_by_due;
DROP INDEX complaints_open_by_severity;
DROP INDEX complaints_owned_by_due;
DROP INDEX complaints_in_status_by_due;
CREATE INDEX complaints_open_by_due ON complaints (overdue, next_due, id, status) WHERE status <> 'closed';
CREATE INDEX complaints_open_by_severity ON complaints (overdue, severity, next_due, id, status)
  WHERE status <> 'closed';
CREATE INDEX complaints_owned_by_due ON complaints (owner, overdue, next_due, id) WHERE status <> 'closed';
CREATE INDEX complaints_in_status_by_due ON complaints (status, overdue, next_due, id);
CREATE INDEX complaints_late_of_owner ON complaints (owner, severity, next_due, id)
  WHERE overdue = 1 AND status <> 'closed';
CREATE INDEX complaints_late_in_status ON complaints (status, severity, next_due, id)
  WHERE overdue = 1 AND status <> 'closed';
