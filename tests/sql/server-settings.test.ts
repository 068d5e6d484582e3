import {describe, expect, it} from 'vitest';
import type {ServerSettings} from '../../source/domain/settings/schema.ts';
import {serverSettingsTopic} from '../../source/sampler/settings/topic.ts';
import type {Look, SeenSettings} from '../../source/settings/seen-settings.ts';
import {versions} from '../helpers/database.ts';
import {until} from '../helpers/scenario.ts';
import {createServer, type Login} from '../helpers/scenario-server.ts';
import {readingsOf} from '../helpers/topic-readings.ts';

/** The file of the last looks, in memory. */
function memory(): SeenSettings & {looks: Map<string, Look>} {
	const looks = new Map<string, Look>();
	return {
		looks,
		last: server => looks.get(server),
		note: (server, values, at) => looks.set(server, {at, values}),
	} as SeenSettings & {looks: Map<string, Look>};
}

describe.each(versions)('settings of PostgreSQL %d', async version => {
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
	/** As ALTER SYSTEM and a reload do, until sessions see it. */
	const set = async (name: string, value: string, seen: (value: ServerSettings) => boolean) => {
		await sql.unsafe(`alter system set ${name} = '${value}'`);
		await sql`select pg_reload_conf()`;
		await until(() => of().value(), seen);
	};

	it('tell what somebody has changed, from which file and line, with readable units', async () => {
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
		// Set by pgdeck's own connection: nobody has changed it.
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

	it('tell what waits for a restart', async () => {
		await set('max_connections', '123', value => row(value, 'max_connections').pendingRestart);
		expect(row(await of().value(), 'max_connections')).toMatchObject({pendingRestart: true, shown: '100'});
	});

	it('tell what has changed since the last look, which is one on screen', async () => {
		const seen = memory();
		expect(await of(seen, undefined, false).value()).toMatchObject({lookedAt: null, lookUnknown: null});
		expect(seen.looks.size).toBe(0);
		await of(seen).value();
		const [look] = [...seen.looks.values()];
		await set('random_page_cost', '1.1', value => row(value, 'random_page_cost').shown === '1.1');
		const readings = of(seen);
		const value = await readings.value();
		expect(value.lookedAt).toEqual(look?.at);
		expect(row(value, 'random_page_cost').before).toBe('4');
		expect(value.rows.filter(({before}) => before !== null).map(({name}) => name)).toEqual([
			'random_page_cost',
		]);
		// In the session that sees it, it stays; for the next one it was seen.
		expect(row(await readings.value(), 'random_page_cost').before).toBe('4');
		expect(row(await of(seen).value(), 'random_page_cost').before).toBeNull();
		await set('random_page_cost', '2', next => row(next, 'random_page_cost').shown === '2');
		expect(row(await of(seen).value(), 'random_page_cost').before).toBe('1.1');
	});

	it('say why the last look is not known', async () => {
		expect((await of().value()).lookUnknown).toBe('this command keeps none');
		const broken = {
			last: () => {
				throw new Error('EACCES: permission denied');
			},
			note: () => undefined,
		} as unknown as SeenSettings;
		expect((await of(broken).value()).lookUnknown).toContain('EACCES');
	});

	it('have no password in them', async () => {
		await sql.unsafe(`alter system set primary_conninfo = 'host=a password=hunter2'`);
		await sql`select pg_reload_conf()`;
		const value = await until(
			() => of().value(),
			next => row(next, 'primary_conninfo').setting.includes('host=a'),
		);
		expect(row(value, 'primary_conninfo').shown).toBe('host=a password=***');
		expect(JSON.stringify(value)).not.toContain('hunter2');
	});

	it('are partly hidden from a plain role, and told to be', async () => {
		const all = await of(undefined, monitor).value();
		const partly = await of(undefined, plain).value();
		expect(all).toMatchObject({complete: true});
		expect(partly).toMatchObject({complete: false});
		expect(row(partly, 'work_mem')).toMatchObject({shown: '64.0 MB', file: null, line: null});
		expect(row(partly, 'lock_timeout')).toMatchObject({own: true, shown: 'n/a', source: 'n/a'});
		expect(partly.rows.length).toBeLessThan(all.rows.length);
	});
});
