/** Lets a loop rest until it is woken or a time is over; a ring while nobody rests is not lost. */
export type Bell = {
  readonly ring: () => void;
  readonly rest: (ms: number) => Promise<void>;
};

/** Builds a bell. */
export function createBell(): Bell {
  let isRung = false;
  let wake = () => {};
  return {
    ring: () => {
      isRung = true;
      wake();
    },
    rest: async (ms) => {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      isRung = false;
    },
  };
}
