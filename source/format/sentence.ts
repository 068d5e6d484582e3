/** A sentence without its period, to be followed by more or to stand in a cell. */
export function clause(sentence: string): string {
	return sentence.endsWith('.') ? sentence.slice(0, -1) : sentence;
}
