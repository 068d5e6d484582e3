import {encodeSnapshot, type Snapshot} from '../domain/snapshot/schema.ts';
import {aroundOf, causesOf} from '../domain/tables/causes.ts';
import type {TableStatus} from '../domain/tables/schema.ts';
import {evidenceOf} from '../domain/tables/verdict.ts';
import {holderWords} from '../domain/vacuum/held.ts';
import {identifier} from '../format/identifier.ts';
import type {Settings} from '../settings/settings.ts';
import type {Connected} from './connect.ts';
import {takeSample} from './take-sample.ts';

/** The section as a snapshot has it, each row with the evidence behind its verdict, and what fits it. */
export async function listWithEvidence(connected: Connected, settings: Settings): Promise<number> {
	const snapshot = await takeSample(['tables', 'vacuum', 'indexes'], connected, settings);
	const {tables} = snapshot.sections;
	const encoded = (encodeSnapshot(snapshot) as {sections: {tables: object}}).sections.tables;
	if (tables.status !== 'ok') {
		process.stdout.write(`${JSON.stringify(encoded, null, '\t')}\n`);
		return 1;
	}
	const ages = {sampledAt: tables.sampledAt, ...tables.value};
	const {value, ...section} = encoded as {value: {rows: object[]}};
	const rows = value.rows.map((row, index) => {
		const known = tables.value.rows[index];
		return known ? {...row, evidence: evidenceOf(known, ages), causes: toldCauses(known, snapshot)} : row;
	});
	process.stdout.write(`${JSON.stringify({...section, value: {...value, rows}}, null, '\t')}\n`);
	return 0;
}

/** What is the matter with a table and what fits, the most pressing first; whom it takes to end first, by name. */
function toldCauses(table: TableStatus, {sections, takenAt}: Snapshot) {
	return causesOf(table, aroundOf(sections, table.oid, takenAt)).map(
		({cause, action, reason, indexes, holders}) => ({
			...{cause, action, reason},
			...(indexes
				? {indexes: indexes.map(({schema, name}) => `${identifier(schema)}.${identifier(name)}`)}
				: {}),
			...(holders ? {heldBy: holders.map(holderWords)} : {}),
		}),
	);
}
