-- What people type while somebody waits on the phone is answered by an index: how an address begins or where it is from,
-- who was merged into a customer, and how the reference of an open complaint begins.

CREATE INDEX contact_points_by_domain ON contact_points (substr(folded, instr(folded, '@') + 1)) WHERE kind = 'email';
CREATE INDEX customers_merged ON customers (alias_of) WHERE alias_of IS NOT NULL;
CREATE INDEX complaints_open_by_ref ON complaints (ref) WHERE status <> 'closed';
