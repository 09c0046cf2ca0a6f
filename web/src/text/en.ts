import { agentsText } from './agents';
import { buildsText } from './builds';
import { canvasText } from './canvas';
import { commonText } from './common';
import { connectorsText } from './connectors';
import { entryText } from './entry';
import { runsText } from './runs';
import { settingsText } from './settings';
import { templatesText } from './templates';
import { testText } from './test';
import { triggersText } from './triggers';
import { versionsText } from './versions';
import { workflowsText } from './workflows';

/** Every sentence of the page, in English, by the screens that say it. Another language is another folder of this form. */
export const text = {
  language: 'en',
  ...commonText,
  ...entryText,
  ...workflowsText,
  ...versionsText,
  ...agentsText,
  ...canvasText,
  ...testText,
  ...templatesText,
  ...runsText,
  ...settingsText,
  ...connectorsText,
  ...triggersText,
  ...buildsText,
};
