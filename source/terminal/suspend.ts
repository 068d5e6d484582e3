/**
Stops this process as Ctrl+Z does, and comes back when it is continued. SIGSTOP, not SIGTSTP: that one is discarded for
a process group without a shell above it. The whole group, so that a wrapper such as npx stops too.
*/
export function suspendProcess(): Promise<void> {
	return new Promise(resolve => {
		process.once('SIGCONT', () => resolve());
		process.kill(0, 'SIGSTOP');
	});
}
