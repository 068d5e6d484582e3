import * as z from 'zod';
import type {AutovacuumSettings} from '../../queries/vacuum/vacuum.ts';
import type {DatabaseAge} from '../../queries/vacuum/wraparound.ts';

const counterAge = z.object({
	age: z.number(),
	autovacuumAt: z.number().describe('Age at which autovacuum freezes even where it is off'),
	failsafeAt: z.number().nullable().describe('Age from which VACUUM skips all other work; null before 14'),
	stopsAt: z.number().describe('Age at which the server assigns no further number'),
	left: z.number().describe('Numbers left until then'),
	state: z.enum(['ok', 'due', 'late', 'danger']),
});

export const databaseWraparound = z.object({
	name: z.string(),
	here: z.boolean(),
	connectable: z.boolean(),
	transactions: counterAge,
	multixacts: counterAge,
	state: counterAge.shape.state.describe('The worse of the two'),
});
export type DatabaseWraparound = z.output<typeof databaseWraparound>;
export type CounterAge = z.output<typeof counterAge>;

/** Half of the 32-bit numbers are in the past (transam.h compares them modulo 2^32). */
const half = 2 ** 31;
const states = ['ok', 'due', 'late', 'danger'] as const;

/**
Numbers that the server keeps in reserve: 3 million since 14, before that 1 million transactions and 100 multixacts
(SetTransactionIdLimit() in varsup.c, SetMultiXactIdLimit() in multixact.c).
*/
function reserve(counter: 'transactions' | 'multixacts', versionNumber: number): number {
	if (versionNumber >= 140_000) return 3_000_000;
	return counter === 'transactions' ? 1_000_000 : 100;
}

/** `due`: autovacuum has to freeze; `late`: far beyond that; `danger`: at the failsafe age, or close to wraparound. */
function counter(
	age: number,
	autovacuumAt: number,
	failsafeAt: number | null,
	stopsAt: number,
): z.output<typeof counterAge> {
	const danger = Math.min(failsafeAt ?? Infinity, stopsAt - 100_000_000);
	const late = Math.min(autovacuumAt * 2, (autovacuumAt + danger) / 2);
	const state = age >= danger ? 'danger' : age > late ? 'late' : age > autovacuumAt ? 'due' : 'ok';
	return {age, autovacuumAt, failsafeAt, stopsAt, left: Math.max(0, stopsAt - age), state};
}

/** How close a database is to wraparound, against the server parameters. */
export function wraparound(
	{name, here, connectable, xidAge, mxidAge}: Omit<DatabaseAge, 'template'>,
	settings: AutovacuumSettings,
	versionNumber: number,
): DatabaseWraparound {
	const setting = (key: string) => (settings[key] === undefined ? undefined : Number(settings[key]));
	const freeze = setting('autovacuum_freeze_max_age') ?? 200_000_000;
	const multixact = setting('autovacuum_multixact_freeze_max_age') ?? 400_000_000;
	// Neither failsafe triggers below 105 % of the age at which autovacuum freezes (vacuum.c, 14 and later).
	const failsafe = (key: string, least: number) => {
		const age = setting(key);
		return age === undefined ? null : Math.max(age, least * 1.05);
	};
	const transactions = counter(
		xidAge,
		freeze,
		failsafe('vacuum_failsafe_age', freeze),
		half - reserve('transactions', versionNumber),
	);
	const multixacts = counter(
		mxidAge,
		multixact,
		failsafe('vacuum_multixact_failsafe_age', multixact),
		half - reserve('multixacts', versionNumber),
	);
	const worse = Math.max(states.indexOf(transactions.state), states.indexOf(multixacts.state));
	return {name, here, connectable, transactions, multixacts, state: states[worse] ?? 'ok'};
}
