"""Where finished pages are kept: no more than the memory allowed, and which of them go first."""

from hypothesis import given
from hypothesis import strategies as st

from newsroom.delivery.page_cache.copies import Copy
from newsroom.delivery.page_cache.keys import Key
from newsroom.delivery.page_cache.store import Store

ROOM = 320_000


def copy(path: str = "/world/", query: str = "", *, bytes_long: int = 1750) -> Copy:
    return Copy(Key("http://paper", path, query), b"x" * bytes_long, [], frozenset(), 1, 0.0)


def test_the_least_recently_asked_for_goes_when_it_is_full():
    store, pages = Store(ROOM), [copy(f"/{number}/") for number in range(60)]
    kept = 0
    while len(store) == kept:  # until one had to go
        store.put(pages[kept])
        kept += 1
        assert store.get(pages[0].key)
    assert store.get(pages[0].key)
    assert store.get(pages[1].key) is None


@given(
    st.lists(
        st.tuples(
            st.integers(0, 9),
            st.sampled_from(["", "before=5-1", "before=9-2"]),
            st.integers(0, 3000),
            st.booleans(),
        ),
        max_size=60,
    )
)
def test_it_never_holds_more_than_it_may(steps):
    store, every = Store(ROOM // 4), set()
    for number, query, size, is_dropped in steps:
        made = copy(f"/{number}/", query, bytes_long=size)
        every.add(made.key)
        store.drop(made.key) if is_dropped else store.put(made)
        kept = [each for key in every if (each := store.get(key))]
        assert store.bytes == sum(each.size for each in kept) <= ROOM // 4
        assert len(store) == len(kept)
    store.clear()
    assert (store.bytes, len(store)) == (0, 0)


def test_one_page_may_not_push_out_all_others():
    store = Store(ROOM)
    store.put(copy())
    store.put(large := copy("/large/", bytes_long=ROOM // 4))
    assert store.get(large.key) is None
    assert store.get(copy().key)


def test_who_goes_through_all_further_pages_of_lists_costs_readers_none_of_theirs():
    store, pages = Store(ROOM), [copy(f"/{number}/") for number in range(10)]
    for page in pages:
        store.put(page)
    for number in range(500):
        store.put(further := copy("/archive/", f"before={number:x}-1"))
        assert store.get(further.key), "who turns back finds it made"
    assert all(store.get(page.key) for page in pages)
