// Sends files as soon as they are chosen and shows how far they are; a file is then kept at once.
// Without this the form sends them with everything else. Knows nothing of the other fields.
{
  const words = document.currentScript.dataset;
  const LARGEST = Number(words.largest);
  const STALLED = 60_000; // ms without a byte going out or an answer coming in

  class Slot {
    constructor(box) {
      this.input = box.querySelector("input[type=file]");
      this.box = box;
      this.form = this.input.form;
      this.meter = box.querySelector("[data-meter]");
      this.bar = this.meter.querySelector("progress");
      this.status = box.querySelector("[role=status]");
      this.again = box.querySelector("[data-again]");
      this.queue = Promise.resolve(true);
      this.sending = 0;
      this.input.addEventListener("change", () => this.add([...this.input.files]));
      this.again.addEventListener("click", () => this.add(this.failed));
      this.meter.querySelector("[data-stop]").addEventListener("click", () => this.request.abort());
    }

    // One after the other, in the order chosen.
    add(files) {
      const small = files.filter((file) => file.size <= LARGEST);
      if (small.length < files.length) {
        this.input.value = "";
        this.say(words.tooLarge);
      }
      if (!small.length) return;
      this.leave(this.again);
      this.again.hidden = true;
      this.sending += 1;
      this.queue = this.queue.then(() => this.send(small)).then((done) => {
        this.sending -= 1;
        return done;
      });
    }

    send(files) {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
      data.append("act", `attach:${this.input.name}`);
      for (const file of files) data.append(this.input.name, file);
      const request = (this.request = new XMLHttpRequest());
      this.meter.hidden = false;
      this.bar.value = 0;
      this.say(words.sending);
      return new Promise((resolve) => {
        let timer;
        const alive = () => {
          clearTimeout(timer);
          timer = setTimeout(() => end(words.lost, files), STALLED);
        };
        const end = (message, failed) => {
          clearTimeout(timer);
          request.onload = request.onerror = request.onabort = null;
          request.abort();
          this.failed = failed;
          this.again.hidden = !failed;
          this.leave(this.meter, failed ? this.again : this.input);
          this.meter.hidden = true;
          this.say(message);
          resolve(!failed);
        };
        request.upload.onprogress = (event) => {
          alive();
          if (event.lengthComputable) this.bar.value = event.loaded / event.total;
          if (event.loaded === event.total) this.say(words.checking);
        };
        request.onload = () => {
          const held = this.held(request);
          if (held) {
            this.forget(files);
            const old = this.box.querySelector("[data-held]");
            this.leave(old);
            old.replaceWith(held);
            end(request.status === 200 ? words.sent : words.refused);
          } else {
            end({ 413: words.tooLarge, 429: words.wait }[request.status] ?? words.failed, files);
          }
        };
        request.onerror = () => end(words.lost, files);
        request.onabort = () => {
          this.forget(files);
          end(words.stopped);
        };
        alive();
        request.open("POST", this.form.getAttribute("action"));
        request.send(data);
      });
    }

    // What the server keeps now, if that is what it answered.
    held(request) {
      if (request.status !== 200 && request.status !== 422) return null;
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      return page.querySelector("body > [data-held]");
    }

    // These files need not be sent with the form; others chosen meanwhile must.
    forget(files) {
      const chosen = [...this.input.files];
      if (chosen.every((file) => files.includes(file))) this.input.value = "";
      this.input.removeAttribute("aria-invalid");
      this.input.classList.remove("is-invalid");
      for (const old of this.box.querySelectorAll(".invalid-feedback")) old.remove();
    }

    // What is about to go does not take the focus along.
    leave(part, next = this.input) {
      if (part.contains(document.activeElement)) next.focus();
    }

    say(message) {
      this.status.textContent = message;
    }
  }

  const slots = [...document.querySelectorAll("[data-attach]")].map((box) => new Slot(box));

  // The form waits for files that are on their way; one that fails keeps the page as it is.
  let waiting = false;
  document.querySelector("[data-attach]")?.closest("form").addEventListener("submit", (event) => {
    const busy = slots.filter((slot) => slot.sending);
    if (!busy.length) return;
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    const { target, submitter } = event;
    Promise.all(busy.map((slot) => slot.queue)).then((done) => {
      waiting = false;
      if (done.every(Boolean)) target.requestSubmit(submitter);
    });
  });
}
