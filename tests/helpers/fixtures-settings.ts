import type {ServerSetting, ServerSettings} from '../../source/domain/settings/schema.ts';
import {settingText} from '../../source/domain/settings/words.ts';
import {ago, day} from './fixtures-sections.ts';

function row(
	name: string,
	setting: string,
	boot: string,
	unit: string | null,
	change: Partial<ServerSetting> = {},
): ServerSetting {
	return {
		name,
		setting,
		unit,
		category: 'Resource Usage / Memory',
		description: `Sets ${name}.`,
		context: 'sighup',
		type: 'integer',
		source: setting === boot ? 'default' : 'configuration file',
		file: setting === boot ? null : '/etc/postgresql/18/main/postgresql.conf',
		line: setting === boot ? null : 127,
		default: boot,
		pendingRestart: false,
		shown: settingText(setting, unit),
		defaultShown: settingText(boot, unit),
		own: false,
		changed: setting !== boot,
		before: null,
		...change,
	};
}

export const settings: ServerSettings = {
	complete: false,
	mayReadFiles: false,
	loadedAt: ago(2 * day),
	viewedAt: ago(3 * day),
	viewProblem: null,
	rows: [
		row('archive_command', '', '', null),
		row('max_connections', '100', '100', null, {context: 'postmaster', pendingRestart: true}),
		row('shared_buffers', '1048576', '16384', '8kB', {context: 'postmaster'}),
		row('statement_timeout', '30000', '0', 'ms', {before: '0'}),
		row('work_mem', '65536', '4096', 'kB'),
		row('lock_timeout', '0', '0', 'ms', {own: true, source: null, shown: 'n/a'}),
	],
};

export const plainSettings: ServerSettings = {
	...settings,
	complete: true,
	viewedAt: null,
	rows: settings.rows.slice(0, 1),
};
