import type {StatementRow} from '../../domain/statements/schema.ts';
import {isOwn} from '../../postgres/own-mark.ts';
import type {Reader} from '../../postgres/reader.ts';
import {readStatementTexts, type StatementsPlace} from '../../queries/statements/statements.ts';

/** Characters of a text that a list needs; the opened row has it whole. */
const listTextLength = 1000;
const cacheSize = 2000;
const minimumMs = 5000;
/** Of one core: the server reads its whole file of texts each time, which may be hundreds of megabytes. */
const share = 0.002;

/** Texts of the shown statements: each is read once, those that are missing together, as seldom as that is dear. */
export function createStatementTexts() {
	const cache = new Map<string, string | null>();
	let nextAt = 0;
	const keyOf = ({queryId, databaseId}: Pick<StatementRow, 'queryId' | 'databaseId'>) =>
		`${queryId}/${databaseId}`;
	const read = async (
		rows: readonly StatementRow[],
		place: StatementsPlace,
		now: Date,
		apart: Reader,
	): Promise<StatementRow[]> => {
		const missing = rows.filter(row => !cache.has(keyOf(row)));
		if (missing.length > 0 && now.getTime() >= nextAt) {
			const before = apart.cost.tookMs;
			const ids = [...new Set(missing.map(({queryId}) => queryId))];
			for (const text of await readStatementTexts(apart, place, ids, listTextLength)) {
				cache.set(keyOf(text), text.text);
			}
			nextAt = now.getTime() + Math.max(minimumMs, (apart.cost.tookMs - before) / share);
			for (const key of cache.keys()) {
				if (cache.size <= cacheSize) break;
				cache.delete(key);
			}
		}
		return rows.map(row => ({...row, text: cache.get(keyOf(row)) ?? null}));
	};
	return {
		read,
		/** Whether it is known to be a question of pgdeck's. */
		isOwn: (row: Pick<StatementRow, 'queryId' | 'databaseId'>) => isOwn(cache.get(keyOf(row)) ?? ''),
	};
}
