/** A fact of a code's sentence. Durations are in ms, sizes in bytes, times in ISO 8601. */
export type Fact = string | number | boolean | null | readonly string[] | readonly number[];
export type Facts = Readonly<Record<string, Fact>>;

/**
A verdict, reason, caution, cause or state. Code reads `code` and `facts`; `text` is for people and never read back.
*/
export type Coded<Code extends string = string> = {
	readonly code: Code;
	readonly facts: Facts;
	readonly text: string;
};

/** A clause that stands by itself. */
export function sentence(clause: string): string {
	return clause.charAt(0).toUpperCase() + clause.slice(1);
}

/** The sentences of a topic: one function per code, from its facts. */
type Words = Readonly<Record<string, (facts: never) => string>>;

type FactsOf<Sentence extends (facts: never) => string> =
	Parameters<Sentence> extends [] ? [] : [facts: Parameters<Sentence>[0]];

/** Every value that `coder(words)` can make. */
export type CodedBy<Table extends Words> = Coded<keyof Table & string>;

/**
Makes coded values from the words of a topic.
@example
const indexReason = coder({'foreign-key': ({constraint}: {constraint: string}) => `only index for FK ${constraint}`});
indexReason('foreign-key', {constraint: 'orders_customer_id_fkey'});
*/
export function coder<const Table extends Words>(words: Table) {
	return <Code extends keyof Table & string>(code: Code, ...[facts]: FactsOf<Table[Code]>): Coded<Code> => {
		const sentence = words[code] as ((facts: unknown) => string) | undefined;
		if (!sentence) throw new Error(`There are no words for the code ${code}.`);
		return {code, facts: (facts ?? {}) as Facts, text: sentence(facts)};
	};
}
