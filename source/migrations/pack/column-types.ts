type Column = {readonly type: string; readonly labels: readonly string[] | null};

const strings = ['text', 'character varying', 'character'];
const numbers = ['smallint', 'integer', 'bigint', 'real', 'double precision', 'numeric'];
const wholeNumbers = ['smallint', 'integer', 'bigint', 'numeric'];

/**
Whether a column of another tool serves as the pack's. The pack itself is written for texts of any length, numbers of any
kind, states as text, and keys as uuid, text or numbers (20260101000400_functions.sql); any other type is another thing.
@param labels of the wanted type, where it is an enum
*/
export function typeServes(wanted: string, labels: readonly string[] | undefined, found: Column): boolean {
	const [want, have] = [bare(wanted), bare(found.type)];
	if (want === have) return labels === undefined || holds(found.labels ?? [], labels);
	if (strings.includes(want)) return strings.includes(have);
	if (numbers.includes(want)) return numbers.includes(have);
	if (want === 'uuid') return strings.includes(have) || wholeNumbers.includes(have);
	if (labels !== undefined) {
		return strings.includes(have) || (found.labels !== null && holds(found.labels, labels));
	}
	return false;
}

const bare = (type: string) => type.replace(/\([\d,]+\)/, '');

const holds = (all: readonly string[], some: readonly string[]) => some.every(label => all.includes(label));
