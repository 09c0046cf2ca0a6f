-- Here no server holds a run, so that this was an index of every open run, which runs_due is, too.
DROP INDEX runs_free;
