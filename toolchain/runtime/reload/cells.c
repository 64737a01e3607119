/*
 * Cells: where optimized code of a program that reloads reads, at each call, where a function is. A stub does the same and costs a third more, as it
 * must ask whether its slot is empty; a cell never is: until its function has code, it leads to the function's stub.
 *
 * A cell is written whenever its slot is, right after it, so it never leads to code that the slot had before the last exchange. It lies among the
 * data of its object, in reach of all code of that.
 */
#include "reload.h"

enum { FEWEST_PLACES = 64, CELLS_AT_ONCE = 32 };

struct place {
  void **slot; /* null: free */
  void **cell;
  const void *stub;
};

/* Of one linked object. A hash table by slot, under the runtime's lock; at most three quarters full. */
struct cells {
  struct cells *older;
  const struct autojit_object *object; /* null: this table is free */
  struct pool pool;
  struct place *table;
  size_t places, used;
  void **fresh; /* cells that nobody has yet */
  size_t fresh_count;
};
static struct cells *all;

static struct place *place_of(const struct cells *cells, void *const *slot) {
  size_t at = ((uintptr_t)slot >> 3) * 0x9e3779b97f4a7c15u >> 20;
  for (;; ++at) {
    struct place *place = &cells->table[at & (cells->places - 1)];
    if (!place->slot || place->slot == slot)
      return place;
  }
}

static struct cells *cells_of(const struct autojit_object *object) {
  struct cells *cells = all;
  while (cells && cells->object != object)
    cells = cells->older;
  return cells;
}

static struct cells *new_cells(const struct autojit_object *object) {
  struct cells *cells = cells_of(NULL);
  if (!cells) {
    cells = take_memory(sizeof *cells);
    if (!cells)
      return NULL;
    cells->older = all;
    all = cells;
  }
  cells->object = object;
  return cells;
}

static bool grow(struct cells *cells) {
  struct cells larger = *cells;
  larger.places = cells->places ? 2 * cells->places : FEWEST_PLACES;
  larger.pool = (struct pool){NULL, 0};
  larger.table = take_from_pool(&larger.pool, larger.places * sizeof *larger.table);
  if (!larger.table)
    return false;
  for (size_t i = 0; i < cells->places; ++i)
    if (cells->table[i].slot)
      *place_of(&larger, cells->table[i].slot) = cells->table[i];
  empty_pool(&cells->pool);
  *cells = larger;
  return true;
}

static void **take_cell(struct cells *cells) {
  if (!cells->fresh_count) {
    cells->fresh = (void **)(void *)map_data_near(cells->object, CELLS_AT_ONCE * sizeof *cells->fresh);
    cells->fresh_count = cells->fresh ? CELLS_AT_ONCE : 0;
  }
  return cells->fresh_count ? &cells->fresh[--cells->fresh_count] : NULL;
}

/* Whether it is a slot of this object, or of one of its patches, as `asking` may be, which does not count yet. Others' may be closed before it is. */
static bool has_slot(const struct autojit_object *object, struct autojit_object *asking, void *const *slot) {
  struct function_ref function = find_by_slot(asking, slot);
  if (!function.module)
    function = find_function((struct autojit_object *)(uintptr_t)object, slot);
  return function.module && owning_object(function.object) == object;
}

void *const *cell_of_stub(struct autojit_object *asking, uintptr_t address) {
  const struct autojit_object *object = owning_object(asking);
  void **slot = slot_of_stub(address);
  if (!slot || !has_slot(object, asking, slot))
    return NULL;
  struct cells *cells = cells_of(object);
  if (!cells && !(cells = new_cells(object)))
    return NULL;
  if (4 * cells->used >= 3 * cells->places && !grow(cells))
    return NULL;
  struct place *place = place_of(cells, slot);
  if (place->slot)
    return place->cell;
  void **cell = take_cell(cells);
  if (!cell)
    return NULL;
  *place = (struct place){slot, cell, (const void *)address};
  ++cells->used;
  void *code = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
  /* Nobody else knows the cell: code that names it is being placed. */
  *cell = code ? code : (void *)address;
  return cell;
}

void lead_cell(const struct autojit_object *object, void *const *slot, void *code) {
  const struct cells *cells = cells_of(owning_object(object));
  const struct place *place = cells && cells->places ? place_of(cells, slot) : NULL;
  /* Release: whoever jumps there finds the code written, as by a slot. */
  if (place && place->slot)
    __atomic_store_n(place->cell, code ? code : (void *)(uintptr_t)place->stub, __ATOMIC_RELEASE);
}

/* The cells themselves go with the object's data. */
void forget_cells(const struct autojit_object *object) {
  struct cells *cells = cells_of(object);
  if (!cells)
    return;
  empty_pool(&cells->pool);
  *cells = (struct cells){.older = cells->older};
}
