/** Options with a value. */
const valued = new Set(['--interval', '--config', '--dir']);
/** Options that name a server. */
const connection = /^(-[hpUd]|--(host|port|user|username|dbname)(=|$))/;

/** Turns the arguments of `npm start --` into those of the program: with a server the console, otherwise the demo. */
export function startArguments(words: readonly string[]): string[] {
	const named = words.some(
		(word, index) => connection.test(word) || !(word.startsWith('-') || valued.has(words[index - 1] ?? '')),
	);
	return named ? [...words] : ['demo', ...words];
}
