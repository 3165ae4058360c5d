/**
 * How far a run is, put together from the events of its case.
 */

/** An event of the case, as its stream tells it. */
interface Happened {
  readonly kind: string;
  readonly data: unknown;
}

export interface RunCourse {
  readonly runId: string;
  /** Rounds that are known, the first first, with the look-ups that each asks for. */
  readonly rounds: readonly { readonly round: number; readonly lookups: number }[];
  readonly progress: { readonly lookupsDone: number; readonly lookups: number } | null;
  readonly isOver: boolean;
}

interface Told {
  readonly runId: string;
  readonly round?: number;
  readonly lookups?: number;
  readonly lookupsDone?: number;
}

/** The course after an event; events of other runs change nothing. */
export function seenEvent(course: RunCourse, { kind, data }: Happened): RunCourse {
  const { runId, round = 1, lookups = 0, lookupsDone = 0 } = told(kind, data);
  if (runId !== course.runId) return course;
  switch (kind) {
    case 'progress':
      return { ...course, progress: { lookupsDone, lookups } };
    case 'round.settled': {
      // A stream that comes back may tell of a round again.
      const rounds = [...course.rounds.filter((one) => one.round !== round), { round, lookups }];
      return { ...course, rounds };
    }
    case 'run.finished':
    case 'run.failed':
      return { ...course, isOver: true };
    default:
      return course;
  }
}

/** Progress stands by itself, what is kept stands in an event. */
const told = (kind: string, data: unknown): Told =>
  kind === 'progress' ? (data as Told) : (data as { readonly payload: Told }).payload;
