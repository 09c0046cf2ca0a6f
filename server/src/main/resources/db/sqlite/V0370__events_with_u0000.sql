-- SQLite gives out what it was given: the view is as it was.
SELECT 1;
