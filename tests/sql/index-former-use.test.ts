import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {evidenceOf} from '../../source/actions/indexes/drop-evidence.ts';
import {dropVerdict} from '../../source/domain/indexes/droppable.ts';
import type {Indexes} from '../../source/domain/indexes/schema.ts';
import {pending} from '../../source/domain/snapshot/section.ts';
import {openSession} from '../../source/sampler/engine/session.ts';
import {readTopic} from '../../source/sampler/engine/topic.ts';
import {indexesTopic} from '../../source/sampler/indexes/topic.ts';
import {createDatabase, everyVersion} from '../helpers/database.ts';
import {runAndLeave, untilScans} from '../helpers/scenario.ts';
import {blocking, details, oidOf, openOperator} from '../helpers/scenario-actions.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pgdeck-former-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));
const later = (days: number) => new Date(Date.now() + days * 86_400_000);

describe.each(everyVersion)('an index of PostgreSQL %d with former use', async version => {
	const database = await createDatabase(version);
	const operator = await openOperator(database.connection());

	const look = async (now: Date): Promise<Indexes> => {
		const reader = database.reader();
		const endpoint = {host: '127.0.0.1', port: database.server.port, service: null, productionPatterns: []};
		const file = path.join(folder, `${version}.sqlite`);
		const topic = indexesTopic({file, connection: database.connection(), replicas: [], patient: true});
		const section = await readTopic(
			topic,
			{
				...(await openSession(reader, endpoint)),
				...{reader: reader.metered(), apart: reader.metered(), now},
				...{windowHours: 1, afresh: true, shown: true},
			},
			pending,
		);
		await topic.close?.();
		if (section.status !== 'ok') throw new Error(JSON.stringify(section));
		return section.value;
	};
	const seasonal = (found: Indexes) => {
		const row = found.rows.find(({name}) => name === 'seasonal');
		if (!row) throw new Error('There is no such index.');
		return row;
	};
	const scan = (times: number) =>
		runAndLeave(
			database,
			'set enable_seqscan = off; set enable_bitmapscan = off',
			...Array<string>(times).fill('select n from t where a = 5'),
		);
	const planOf = async (found: Indexes | undefined, now: Date) => {
		const oids = [await oidOf(database, 'seasonal')];
		const evidence = evidenceOf(found, oids);
		return operator.plan({action: 'drop-indexes', oids, ...(evidence ? {evidence} : {})}, now);
	};

	beforeAll(async () => {
		await database.sql.unsafe(`create table t (a int, n int);
			insert into t select n, n from generate_series(1, 20000) n;
			create index seasonal on t (a); analyze t`);
		await scan(120);
		await untilScans(database, 'seasonal', 120);
	});

	it('is in use until the wanted days without a scan are known', async () => {
		await look(new Date());
		const found = await look(later(34));
		expect(seasonal(found)).toMatchObject({
			category: 'Active',
			verdict: {answer: 'no', code: 'in-use', facts: {node: null, scans: 120}},
		});
		expect(dropVerdict(seasonal(found))).toMatchObject({answer: 'no', code: 'in-use', text: 'in use'});
		expect(blocking(await planOf(found, later(34)))).toEqual(['seasonal: in use: 120 scans']);
	});

	it('may be dropped after them with a caution, and not after another scan', async () => {
		const found = await look(later(36));
		const former = {
			code: 'former-use',
			facts: {scans: 120, before: expect.stringMatching(/^\d{4}-/)},
			text: expect.stringMatching(/^in use before \d{4}-.* \(120 scans\): rare work/),
		};
		expect(seasonal(found)).toMatchObject({
			...{category: 'Active', blockers: []},
			verdict: {answer: 'maybe', code: 'quiet', text: 'not used for 36 days on 1 of 1 node', missing: []},
			cautions: [former, ...seasonal(found).cautions.slice(1)],
		});
		expect(dropVerdict(seasonal(found))).toMatchObject({answer: 'maybe', ...former});

		const plan = await planOf(found, later(36));
		expect(blocking(plan)).toEqual([]);
		expect(details(plan, 'warn')).toEqual(
			expect.arrayContaining([
				expect.stringMatching(/^seasonal: in use before \d{4}-.* \(120 scans\): /),
				expect.stringMatching(/^seasonal: not used for 36 days on 1 of 1 node$/),
				expect.stringMatching(/^seasonal: .* \(this server\): 120 scans, .*unused since \d{4}-/),
			]),
		);
		// A console that did not sample knows only the number of scans.
		expect(blocking(await planOf(undefined, later(36)))).toEqual(['seasonal: in use: 120 scans']);

		await scan(1);
		await untilScans(database, 'seasonal', 121);
		expect(blocking(await planOf(found, later(36)))).toEqual(['seasonal: in use: 121 scans']);
		expect((await operator.run(plan)).note).toBe('not run: used 1 time since the plan was made');
	});

	it('is dropped by a plan with that evidence', async () => {
		const first = await look(later(40));
		// PostgreSQL 16 and later report the real last scan, long before that sample.
		expect(seasonal(first).verdict.answer).toBe(version < 16 ? 'no' : 'maybe');
		const plan = await planOf(await look(later(80)), later(80));
		expect((await operator.run(plan)).status).toBe('done');
	});
});
