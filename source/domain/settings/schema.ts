import * as z from 'zod';
import {settingRow, settingsScope} from '../../queries/settings/settings.ts';
import {time} from '../../queries/statement.ts';
import {codedSchema} from '../snapshot/coded-schema.ts';
import {viewProblemWords} from './words.ts';

const rowSchema = settingRow.extend({
	shown: z.string().describe('The value with its unit, for people'),
	defaultShown: z.string().nullable(),
	source: settingRow.shape.source.nullable().describe('Null where it is hidden from this role'),
	own: z
		.boolean()
		.describe(
			'pgdeck sets it for its own connection; the value is from the configuration files, if the role may read them',
		),
	changed: z.boolean().describe('Differs from the built-in default, and not because of this session'),
	before: z
		.string()
		.nullable()
		.describe('The value when the pane was last viewed; null if the same or unknown'),
});
export type ServerSetting = z.output<typeof rowSchema>;

export const serverSettingsSchema = settingsScope.extend({
	viewedAt: time.nullable().describe('When the pane was last viewed on this host'),
	viewProblem: codedSchema(viewProblemWords).nullable().describe('Why the last view is unknown'),
	rows: z.array(rowSchema),
});
export type ServerSettings = z.output<typeof serverSettingsSchema>;
