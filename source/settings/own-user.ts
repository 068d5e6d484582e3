import {homedir, userInfo} from 'node:os';

/** Who runs this. A number without a name, as in `docker run -u 12345`, is called as the environment says, or by itself. */
export function loginName(environment: NodeJS.ProcessEnv = process.env, ask = userInfo): string {
	try {
		return ask().username;
	} catch {
		// Node throws where the system's list has no entry: what is said instead is all there is.
		return environment.USER || environment.LOGNAME || `uid ${process.getuid?.()}`;
	}
}

/** The user's own folder; the root where the system knows of none, as in a container. */
export function homeFolder(ask = homedir): string {
	try {
		return ask();
	} catch {
		// Without HOME Node asks the same list.
		return '/';
	}
}
