/** English words: connectors and connections. */
export const connectorsText = {
  connectors: {
    title: 'Connectors',
    description: 'The services that workflows can call, and what each of them can do.',
    search: 'Search connectors',
    none: 'No connector fits',
    noneHint: 'Try fewer words.',
    operationsOf: (name: string) => `What ${name} can do`,
    effects: { none: 'Computes', read: 'Reads', write: 'Writes' } as Record<string, string>,
    auth: 'Signs in with',
    takes: 'What it takes',
    gives: 'What it gives',
    example: 'Example',
    noFields: 'Nothing that is named beforehand.',
    anything: 'anything',
  },
};
