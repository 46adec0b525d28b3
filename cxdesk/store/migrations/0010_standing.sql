-- What stands open about a complaint, beside its place in the queue: until when an option is offered (0: none is), and
-- the day of the first planned revisit. Views of such things are pages of partial indexes in the order of the queue.

ALTER TABLE complaints ADD COLUMN offer_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE complaints ADD COLUMN revisit_on TEXT;
UPDATE complaints
  SET offer_until = (
    SELECT max(coalesce(valid_until, 9223372036854775807)) FROM options
    WHERE options.complaint_id = complaints.id AND options.state = 'open'
  )
  WHERE id IN (SELECT complaint_id FROM options WHERE state IN ('open', 'proposed') AND state = 'open');
UPDATE complaints
  SET revisit_on = (
    SELECT min(due_on) FROM revisits WHERE revisits.complaint_id = complaints.id AND revisits.state = 'planned'
  )
  WHERE id IN (SELECT complaint_id FROM revisits WHERE state = 'planned');
CREATE INDEX complaints_offering_by_due ON complaints (overdue, next_due, id, offer_until) WHERE offer_until > 0;
CREATE INDEX complaints_offering_by_severity ON complaints (overdue, severity, next_due, id, offer_until)
  WHERE offer_until > 0;
CREATE INDEX complaints_to_revisit_by_due ON complaints (overdue, next_due, id, revisit_on, status)
  WHERE revisit_on IS NOT NULL;
CREATE INDEX complaints_to_revisit_by_severity ON complaints (overdue, severity, next_due, id, revisit_on, status)
  WHERE revisit_on IS NOT NULL;
