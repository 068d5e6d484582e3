import * as z from 'zod';
import settingsSql from '../../../sql/queries/settings/settings.sql';
import filesSql from '../../../sql/queries/settings/settings-files.sql';
import scopeSql from '../../../sql/queries/settings/settings-scope.sql';
import type {Reader} from '../../postgres/reader.ts';
import {readRow, readRows, time} from '../statement.ts';

export const settingRow = z.object({
	name: z.string(),
	setting: z.string(),
	unit: z.string().nullable(),
	category: z.string(),
	description: z.string(),
	context: z.string().describe('When a change applies; postmaster: after a restart'),
	type: z.string(),
	source: z.string(),
	file: z.string().nullable(),
	line: z.int().nullable(),
	default: z.string().nullable().describe('Built-in default'),
	pendingRestart: z.boolean(),
});
export type SettingRow = z.output<typeof settingRow>;

export const settingsScope = z.object({
	mayReadFiles: z.boolean(),
	complete: z.boolean().describe('This role sees all parameters and their files'),
	loadedAt: time.describe('When the configuration files were last loaded'),
});

const fileRow = z.object({name: z.string(), setting: z.string(), file: z.string(), line: z.int()});
export type FileSetting = z.output<typeof fileRow>;

export const readFileSettings = (reader: Reader) => readRows(reader, filesSql, fileRow);
export const readServerSettings = (reader: Reader) => readRows(reader, settingsSql, settingRow);
export const readSettingsScope = (reader: Reader) => readRow(reader, scopeSql, settingsScope);
