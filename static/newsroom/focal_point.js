// Sets a picture's focal point by click or arrow keys; the two number fields stay the truth.

const picture = document.querySelector("img[data-focal-point]");
const fields = ["focal_x", "focal_y"].map((name) => document.querySelector(`input[name="${name}"]`));
const STEP = 0.02;

if (picture && fields.every(Boolean)) {
  const frame = document.createElement("button");
  const mark = document.createElement("span");
  frame.type = "button";
  frame.className = "focal";
  frame.setAttribute("aria-label", "Focal point: click into the picture, or use the arrow keys");
  mark.className = "focal__mark";
  picture.replaceWith(frame);
  frame.append(picture, mark);

  const within = (value) => Math.min(1, Math.max(0, value));

  const show = () => {
    const [x, y] = fields.map((field) => within(Number(field.value)));
    mark.style.left = `${x * 100}%`;
    mark.style.top = `${y * 100}%`;
  };

  const set = (x, y) => {
    [x, y].forEach((value, index) => {
      fields[index].value = within(value).toFixed(3);
    });
    show();
  };

  frame.addEventListener("click", (event) => {
    // A click made by the keyboard has no place in the picture.
    if (event.detail === 0) return;
    const box = picture.getBoundingClientRect();
    set((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  });

  frame.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const [x, y] = fields.map((field) => Number(field.value));
    set(x + step[0] * STEP, y + step[1] * STEP);
  });

  fields.forEach((field) => field.addEventListener("input", show));
  show();
}
