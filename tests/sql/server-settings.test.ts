import {describe, expect, it} from 'vitest';
import type {ServerSettings} from '../../source/domain/settings/schema.ts';
import {serverSettingsTopic} from '../../source/sampler/settings/topic.ts';
import type {SeenSettings, SettingsView} from '../../source/settings/seen-settings.ts';
import {versions} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {createServer, type Login} from '../helpers/scenario-server.ts';
import {readingsOf} from '../helpers/topic-readings.ts';

/** The file of the last views, in memory. */
function memory(): SeenSettings & {views: Map<string, SettingsView>} {
	const views = new Map<string, SettingsView>();
	return {
		views,
		last: server => views.get(server),
		note: (server, values, at) => views.set(server, {at, values}),
	} as SeenSettings & {views: Map<string, SettingsView>};
}

describe.each(versions)('server parameters of PostgreSQL %d', async version => {
	const server = await createServer(version, {
		work_mem: '64MB',
		shared_buffers: '32MB',
		lock_timeout: '3s',
	});
	const sql = server.session();
	const monitor = await server.createRole('monitor', 'pg_monitor');
	const plain = await server.createRole('plain');
	const of = (seen?: SeenSettings, login?: Login, shown = true) =>
		readingsOf(serverSettingsTopic(seen), server.reader('sampling', login), shown);
	const row = ({rows}: ServerSettings, name: string) => {
		const found = rows.find(item => item.name === name);
		if (!found) throw new Error(`There is no ${name}.`);
		return found;
	};
	/** ALTER SYSTEM and reload, until sessions see the new value. */
	const set = async (name: string, value: string, seen: (value: ServerSettings) => boolean) => {
		await sql.unsafe(`alter system set ${name} = '${value}'`);
		await sql`select pg_reload_conf()`;
		await until(() => of().value(), seen);
	};

	it('show changed values with file, line and readable units', async () => {
		const value = await of().value();
		expect(row(value, 'work_mem')).toMatchObject({
			setting: '65536',
			unit: 'kB',
			shown: '64.0 MB',
			defaultShown: '4.0 MB',
			changed: true,
			source: 'configuration file',
			file: `${server.directory}/pgdeck.conf`,
			line: expect.any(Number),
			pendingRestart: false,
		});
		expect(row(value, 'shared_buffers').shown).toBe('32.0 MB');
		// Set by pgdeck's own connection, not changed by a person.
		expect(row(value, 'statement_timeout')).toMatchObject({
			own: true,
			shown: '0',
			source: 'default',
			changed: false,
		});
		expect(row(value, 'lock_timeout')).toMatchObject({own: true, shown: '3s', changed: true});
		expect(row(value, 'enable_seqscan').changed).toBe(false);
		expect(value.complete).toBe(true);
		expect(value.rows.length).toBeGreaterThan(300);
	});

	it('show a pending restart', async () => {
		await set('max_connections', '123', value => row(value, 'max_connections').pendingRestart);
		expect(row(await of().value(), 'max_connections')).toMatchObject({pendingRestart: true, shown: '100'});
	});

	it('show what changed since the pane was last viewed', async () => {
		const seen = memory();
		expect(await of(seen, undefined, false).value()).toMatchObject({viewedAt: null, viewProblem: null});
		expect(seen.views.size).toBe(0);
		await of(seen).value();
		const [view] = [...seen.views.values()];
		await set('random_page_cost', '1.1', value => row(value, 'random_page_cost').shown === '1.1');
		const readings = of(seen);
		const value = await readings.value();
		expect(value.viewedAt).toEqual(view?.at);
		expect(row(value, 'random_page_cost').before).toBe('4');
		expect(value.rows.filter(({before}) => before !== null).map(({name}) => name)).toEqual([
			'random_page_cost',
		]);
		// It stays for the console that shows it, and is known to the next one.
		expect(row(await readings.value(), 'random_page_cost').before).toBe('4');
		expect(row(await of(seen).value(), 'random_page_cost').before).toBeNull();
		await set('random_page_cost', '2', next => row(next, 'random_page_cost').shown === '2');
		expect(row(await of(seen).value(), 'random_page_cost').before).toBe('1.1');
	});

	it('give a code if the last view is unknown', async () => {
		expect((await of().value()).viewProblem).toMatchObject({code: 'not-kept'});
		const broken = {
			last: () => {
				throw new Error('EACCES: permission denied');
			},
			note: () => undefined,
		} as unknown as SeenSettings;
		expect((await of(broken).value()).viewProblem).toMatchObject({
			code: 'file-unusable',
			facts: {error: 'EACCES: permission denied'},
		});
	});

	it('never contain a password', async () => {
		await sql.unsafe(`alter system set primary_conninfo = 'host=a password=hunter2'`);
		await sql`select pg_reload_conf()`;
		const value = await until(
			() => of().value(),
			next => row(next, 'primary_conninfo').setting.includes('host=a'),
		);
		expect(row(value, 'primary_conninfo').shown).toBe('host=a password=***');
		expect(JSON.stringify(value)).not.toContain('hunter2');
	});

	it('are incomplete for a plain role', async () => {
		const all = await of(undefined, monitor).value();
		const partly = await of(undefined, plain).value();
		expect(all).toMatchObject({complete: true});
		expect(partly).toMatchObject({complete: false});
		expect(row(partly, 'work_mem')).toMatchObject({shown: '64.0 MB', file: null, line: null});
		expect(row(partly, 'lock_timeout')).toMatchObject({own: true, shown: 'n/a', source: null});
		expect(partly.rows.length).toBeLessThan(all.rows.length);
	});
});
