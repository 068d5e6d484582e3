import {mapSection, shownValue} from '../../domain/snapshot/section.ts';
import {autovacuumChecks, mostPressing, pressure, type VacuumCheck} from '../../domain/vacuum/autovacuum.ts';
import {heldBy, type Surroundings} from '../../domain/vacuum/held.ts';
import type {Vacuum, VacuumRelations, VacuumRow} from '../../domain/vacuum/schema.ts';
import type {SequencesValue} from '../../domain/vacuum/sequences.ts';
import {fullest, sequenceUseOf} from '../../domain/vacuum/sequences.ts';
import {wraparound} from '../../domain/vacuum/wraparound.ts';
import {identifier} from '../../format/identifier.ts';
import type {Reader} from '../../postgres/reader.ts';
import {type Horizon, readHorizon} from '../../queries/vacuum/horizon.ts';
import {
	type AutovacuumSettings,
	readAutovacuumSettings,
	readVacuumObstacles,
	readVacuumRelations,
	readVacuumRuns,
	type VacuumObstacle,
	type VacuumRelation,
	type VacuumRun,
} from '../../queries/vacuum/vacuum.ts';
import {
	type DatabaseAge,
	type RelationAge,
	readDatabaseAges,
	readOldestRelations,
	readSequences,
} from '../../queries/vacuum/wraparound.ts';
import type {ConnectionSettings} from '../../settings/connection.ts';
import {createPace} from '../engine/pace.ts';
import {pacedPart} from '../engine/part.ts';
import type {Topic} from '../engine/topic.ts';
import {createOtherDatabases} from './other-databases.ts';

const mostRows = 500;
const mostSequences = 100;

type VacuumOptions = {
	readonly connection?: ConnectionSettings | undefined;
	readonly patient?: boolean;
};

type Ages = {databases: DatabaseAge[]; others: string[]; oldest: RelationAge[]};

/**
What autovacuum has due, what holds back the xmin horizon, and how close the cluster is to wraparound.
@param options how other databases are reached, and whether to wait for them; without a connection they are not read
*/
export function vacuumTopic({connection, patient = false}: VacuumOptions = {}): Topic<'vacuum'> {
	const others = createOtherDatabases(connection, patient);
	const settingsPace = createPace<AutovacuumSettings>({minimumMs: 30_000, share: 0.0002});
	const horizon = pacedPart<Horizon>(0);
	const running = pacedPart<VacuumRun[]>(0);
	const obstacles = pacedPart<VacuumObstacle[]>(0);
	const relations = pacedPart<VacuumRelation[]>(2000, 0.001);
	const ages = pacedPart<Ages>(30_000);
	const sequences = pacedPart<SequencesValue>(60_000);
	let turn = 0;
	const dueSince = new Map<number, Date>();
	return {
		id: 'vacuum',
		connection: 'analytics',
		unseenMs: 180_000,
		forget: () => void turn++,
		close: () => others.close(),
		grant: ({server}) => `GRANT pg_monitor TO ${server.quotedUser}`,
		async read({reader, apart, now, server}): Promise<Vacuum> {
			const {versionNumber} = server;
			const {value: settings} = await settingsPace('', now, apart, readAutovacuumSettings);
			// A refresh, or an action, reads everything again: a blocker may just have gone.
			const key = String(turn);
			const [held, runs, locks] = await Promise.all([
				horizon(key, now, reader, undefined, readHorizon),
				running(key, now, reader, undefined, own => readVacuumRuns(own, versionNumber)),
				obstacles(key, now, reader, undefined, readVacuumObstacles),
			]);
			const tables = await relations(key, now, apart, undefined, own =>
				readVacuumRelations(own, versionNumber),
			);
			const old = await ages(key, now, apart, undefined, readAges);
			const own = await sequences(key, now, apart, undefined, reading =>
				readSequenceUses(reading, server.quotedUser),
			);
			const elsewhere = await others.step(shownValue(old)?.value.others ?? [], now);
			const surroundings: Surroundings = {
				settings,
				running: shownValue(runs)?.value ?? [],
				holders: shownValue(held)?.value.holders ?? [],
				obstacles: shownValue(locks)?.value ?? [],
			};
			return {
				settings,
				horizon: held,
				running: runs,
				relations: mapSection(tables, value => judged(value, surroundings, dueSince, now)),
				databases: mapSection(old, ({databases, oldest}) => ({
					databases: databases.map(row => wraparound(row, settings, versionNumber)),
					oldest,
				})),
				sequences: mapSection(own, value => withOthers(value, elsewhere)),
			};
		},
	};
}

/** The most pressing relations, each with its checks, since when it is due, and what holds it up. */
function judged(
	relations: readonly VacuumRelation[],
	surroundings: Surroundings,
	dueSince: Map<number, Date>,
	now: Date,
): VacuumRelations {
	const checked = relations.map(relation => {
		const checks = autovacuumChecks(relation, surroundings.settings);
		return {relation, checks, due: checks.some(check => check.due), press: pressureOf(checks)};
	});
	const due = new Set(checked.flatMap(({relation, due: isDue}) => (isDue ? [relation.oid] : [])));
	for (const oid of dueSince.keys()) if (!due.has(oid)) dueSince.delete(oid);
	for (const oid of due) if (!dueSince.has(oid)) dueSince.set(oid, now);
	const rows = checked
		.toSorted((a, b) => b.press - a.press)
		.slice(0, mostRows)
		.map(
			({relation, checks}): VacuumRow => ({
				...relation,
				checks,
				dueSince: dueSince.get(relation.oid) ?? null,
				heldBy: heldBy(relation, checks, surroundings),
			}),
		);
	return {total: relations.length, due: due.size, rows, obstacles: [...surroundings.obstacles]};
}

function pressureOf(checks: readonly VacuumCheck[]): number {
	const most = mostPressing(checks);
	return most ? pressure(most) : -1;
}

async function readAges(reader: Reader): Promise<Ages> {
	const [ages, oldest] = await Promise.all([readDatabaseAges(reader), readOldestRelations(reader)]);
	return {...ages, oldest};
}

async function readSequenceUses(reader: Reader, user: string): Promise<SequencesValue> {
	const rows = (await readSequences(reader)).map(sequenceUseOf);
	const barred = rows.filter(({unseen}) => unseen === 'unreadable').map(({schema}) => identifier(schema));
	return {
		total: rows.length,
		unseen: rows.filter(({unseen}) => unseen !== null).length,
		grant:
			barred.length === 0
				? null
				: `GRANT SELECT ON ALL SEQUENCES IN SCHEMA ${[...new Set(barred)].join(', ')} TO ${user}`,
		elsewhere: [],
		rows: fullest(rows, mostSequences),
	};
}

/** Adds the sequences of the other databases, the fullest first. */
function withOthers(
	own: SequencesValue,
	others: Awaited<ReturnType<ReturnType<typeof createOtherDatabases>['step']>>,
): SequencesValue {
	return {
		...own,
		elsewhere: others.map(({rows: _rows, ...rest}) => rest),
		rows: fullest([...own.rows, ...others.flatMap(({rows}) => rows)], mostSequences),
	};
}
