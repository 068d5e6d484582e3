import * as z from 'zod';
import {settingRow, settingsScope} from '../../queries/settings/settings.ts';
import {time} from '../../queries/statement.ts';

const rowSchema = settingRow.extend({
	shown: z.string().describe('With its unit, as one reads it'),
	defaultShown: z.string().nullable(),
	own: z
		.boolean()
		.describe('pgdeck sets it for its own connection: what the server has is told by its files, or n/a'),
	changed: z.boolean().describe('Otherwise than without any configuration, and not by this session'),
	before: z
		.string()
		.nullable()
		.describe('What it was at the last look; null where it is the same, or that is not known'),
});
export type ServerSetting = z.output<typeof rowSchema>;

export const serverSettingsSchema = settingsScope.extend({
	lookedAt: time.nullable().describe('When pgdeck last looked at them from this host'),
	lookUnknown: z.string().nullable().describe('Why the last look is not known'),
	rows: z.array(rowSchema),
});
export type ServerSettings = z.output<typeof serverSettingsSchema>;
