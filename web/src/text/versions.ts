/** English words: versions of a workflow. */
export const versionsText = {
  versions: {
    title: 'Versions',
    back: 'Back to the workflow',
    none: 'Not published yet',
    noneHint: 'Each time the draft is published, a version is kept here that never changes.',
    draft: 'The draft',
    live: 'Live',
    rollbackOf: (version: number) => `as version ${version}`,
    rollback: 'Roll back',
    rollbackTitle: (version: number) => `Roll back to version ${version}?`,
    rollbackHint: 'It becomes the live one again, as a version of its own. The draft stays as it is.',
    rolledBack: (version: number) => `Version ${version} is live`,
    compare: 'What is different',
    from: 'From',
    to: 'To',
    graph: 'Both graphs in one',
    same: 'They do the same: at most nodes stand in other places.',
    changes: 'Changes',
    whole: 'The workflow as a whole',
    was: 'Was',
    is: 'Is',
    edges: (count: number) =>
      count === 1 ? '1 connection is different.' : `${count} connections are different.`,
  },
};
