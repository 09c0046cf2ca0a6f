/** English words: templates in fields, and the values to fill them with. */
export const templatesText = {
  templates: {
    open: (_: string) => 'This template is not closed: }} is missing.',
    path: (template: string) => `${template} is no path: names and numbers with dots between them.`,
    unknown: (root: string) => `“${root}” is no node before this one.`,
  },
  values: {
    title: 'Values to use',
    hint: 'Outputs of the nodes before this one, with what they gave in the last run. Click one: it goes where you typed last.',
    hintNoRun: 'Outputs of the nodes before this one. After a test they are shown value by value.',
    whole: 'the whole output',
    items: (count: number) => (count === 1 ? '1 item' : `${count} items`),
  },
  codeEditor: {
    source: 'source',
    hint: 'Ctrl+Space offers what inputs and utils have. Tab leaves the editor.',
    inputs: 'What inputs holds, by the last run',
  },
};
