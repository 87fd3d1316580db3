/** The newest frame of a playing video: those that come while one is painted are dropped. */
export class Frames {
  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    this.isNew = true;
    this.isOver = false;
    this.arrived = () => {};
    this.#watch();
  }

  /** Resolves when there is a frame that was not asked for yet; false when there will be none. */
  async next() {
    if (!this.isNew && !this.isOver) await new Promise((resolve) => (this.arrived = () => resolve(null)));
    this.isNew = false;
    return !this.isOver;
  }

  /** The frame on show counts as new: something else about the picture has changed. */
  again = () => {
    this.isNew = true;
    this.arrived();
  };

  end() {
    this.isOver = true;
    this.arrived();
  }

  /** Firefox had no requestVideoFrameCallback until version 132. */
  #watch() {
    const {video} = this;
    let shown = -1;
    const seen = () => {
      if (this.isOver) return;
      if (video.currentTime !== shown) this.again();
      shown = video.currentTime;
      ask();
    };
    const ask = () => {
      if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(seen);
      else requestAnimationFrame(seen);
    };
    ask();
  }
}
