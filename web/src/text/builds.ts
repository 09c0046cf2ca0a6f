/** English words: connectors made from documents. */
export const buildsText = {
  builds: {
    begin: 'Build from OpenAPI',
    title: 'Build a connector',
    description:
      'From an OpenAPI document (3.0, 3.1 or Swagger 2), or a manifest: each of its operations becomes a step of workflows.',
    again: 'Build again',
    againTitle: (name: string) => `Build “${name}” again`,
    againHint:
      'A newer document, or other operations of it, make a new version. What is deployed keeps the version that it has.',
    source: 'The document',
    file: 'File',
    paste: 'Paste',
    address: 'Address',
    drop: 'Drop a JSON or YAML file here, or',
    choose: 'choose a file',
    chosen: (name: string, size: string) => `${name}, ${size}`,
    tooLarge: (size: string) =>
      `The file has ${size}. Documents of up to 10 MiB can be built, leading spaces not counted.`,
    unreadable: 'The file cannot be read as text.',
    pasted: 'The document as text',
    url: 'Address of the document',
    urlHint: 'The server fetches it, under the rules of this workspace for outgoing calls.',
    name: 'Name of the connector',
    nameHint: 'Lower-case words joined by hyphens. Empty to take the document’s title.',
    include: 'Operations to take',
    includeHint:
      'One pattern on a line, empty for all: get_*, /pets/*, GET /pets/*, tag:admin; ! takes out again. Which ones, can also be ticked afterwards.',
    start: 'Build it',
    missing: 'Give a document first.',
    watching: 'Under way',
    states: {
      queued: 'Queued',
      parsing: 'Reading the document',
      generating: 'Making the operations',
      validating: 'Checking them',
      succeeded: 'Built',
      failed: 'Not built',
    } as Record<string, string>,
    goesOn: 'The build goes on when this window is closed.',
    failed: 'No connector came of it',
    tryAgain: 'Change it and try again',
    built: (count: number, found: number) =>
      found === count
        ? count === 1
          ? 'Its one operation is built'
          : `All ${count} operations are built`
        : `${count} of ${found} operations are built`,
    leftOut: (count: number) => (count === 1 ? '1 is left out' : `${count} are left out`),
    ofWhich: (connector: string, version: number) => `${connector}, version ${version}`,
    problems: 'What was found in the document',
    showAll: (count: number) => `Show all ${count}`,
    severities: { error: 'Left out', warning: 'Note' } as Record<string, string>,
    fault: 'Fault',
    whole: 'The document',
    operations: 'Operations',
    operationsHint: 'Untick what workflows are not to have, and build again with the rest.',
    search: 'Search operations',
    tickShown: 'Tick all found',
    untickShown: 'Untick all found',
    ticked: (ticked: number, all: number) => `${ticked} of ${all} ticked`,
    keep: (count: number) => (count === 1 ? 'Build with this 1' : `Build with these ${count}`),
    documentGone: 'The document is not at hand any more: give it again.',
    tooMany:
      'These cannot be named in the 100 patterns that a build takes. Take out or keep fewer than 100, or write patterns.',
    more: (count: number) => `Show ${count} more`,
    noneFits: 'No operation fits',
    connect: 'Make a connection',
    toOperations: 'See its operations',
    version: (version: number) => `Version ${version}`,
  },
  trial: {
    title: 'Try it',
    hint: 'Calls the service once, now. Nothing is kept of it.',
    submit: 'Call it',
    result: 'What came of it',
    failed: (code: string) => `It failed with ${code}`,
    needsConnection: 'It signs in: make a connection first.',
  },
};
