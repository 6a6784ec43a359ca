"""Who works what, in the CMS: giving and taking cases, workload, rules, absences."""
