"""A spec: what it says becomes parameters, and every mistake in it is named by its path with what is allowed."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import plan
from explorer.errors import SpecError
from explorer.params import build, rules
from explorer.sources import ReadOptions
from explorer.spec import Named, Spec, from_recipes, parse, write

# The issue's own example.
FACES = """
[data]
path = "faces.npz"            # a file, or "sample:digits"
identity = "name"
max_per_identity = 50
[features]
use = "given"
preprocess = [ { method = "l2" }, { method = "pca", n_components = 100, whiten = true, random_state = 0 } ]
[[projection]]
name = "map"
method = "umap"
n_neighbors = 30
min_dist = 0
metric = "cosine"
[[clustering]]
name = "ten"
method = "kmeans"
space = "features"
n_clusters = 10
random_state = 0
[[clustering]]
name = "on-map_2"
method = "hdbscan"
space = "map"
"""
DATA = '[data]\npath = "x.npy"\n'
KMEANS = '[[clustering]]\nname = "a"\nmethod = "kmeans"\n'
UMAP = '[[projection]]\nname = "m"\nmethod = "umap"\n'


def params(methods, name, **values):
    return build(methods[name].params, values)


def refused(text):
    with pytest.raises(SpecError) as caught:
        parse(text)
    return caught.value.message


def test_the_example_of_the_documentation():
    assert parse(FACES) == Spec(
        path="faces.npz",
        options=ReadOptions(identity="name", max_per_identity=50),
        use=params(plan.USES, "given"),
        preprocess=(
            params(plan.PREPROCESS, "l2"),
            params(plan.PREPROCESS, "pca", n_components=100, whiten=True, random_state=0),
        ),
        projections=(Named("map", params(plan.PROJECTIONS, "umap", n_neighbors=30, min_dist=0.0, metric="cosine")),),
        clusterings=(
            Named("ten", params(plan.CLUSTERINGS, "kmeans", n_clusters=10, random_state=0)),
            Named("on-map_2", params(plan.CLUSTERINGS, "hdbscan"), "map"),
        ),
    )


def test_what_is_absent_is_the_librarys_default():
    spec = parse(DATA + UMAP + KMEANS)

    assert spec == Spec(
        "x.npy",
        projections=(Named("m", plan.PROJECTIONS["umap"].params()),),
        clusterings=(Named("a", plan.CLUSTERINGS["kmeans"].params()),),
    )
    assert parse(DATA) == Spec("x.npy")
    assert spec.clusterings[0].params.as_dict()["n_clusters"] == 8  # scikit-learn's


@pytest.mark.parametrize(("text", "expected"), [("32", 32), ("[87, 65]", (87, 65))])
def test_a_size_is_a_number_or_two(text, expected):
    spec = parse(f'{DATA}[features]\nuse = "pixels"\nsize = {text}\ncolor = false\n')

    assert spec.use == params(plan.USES, "pixels", size=expected, color=False)


def test_lines_may_end_as_windows_ends_them():
    assert parse(FACES.replace("\n", "\r\n")) == parse(FACES)


# --- mistakes ---


@pytest.mark.parametrize(
    ("text", "path", "rest"),
    [
        # unknown keys: the nearest name, then all
        ("[dat]\n", "dat: ", "Did you mean 'data'? Allowed: data, features, projection, clustering, report."),
        (f"{DATA}pth = 1\n", "data.pth: ", "Did you mean 'path'? Allowed: path, "),
        (f"{DATA}[features]\nusee = 1\n", "features.usee: ", "Did you mean 'use'?"),
        (
            f'{DATA}[features]\nuse = "pixels"\ncolour = true\n',
            "features.colour: ",
            "Did you mean 'color'? Allowed: use, preprocess, size, color, shape.",
        ),
        (f"{DATA}[features]\nsize = 3\n", "features.size: ", "Allowed: use, preprocess."),
        (
            f'{DATA}[features]\npreprocess = [{{method = "l2"}}, {{method = "pca", n_component = 3}}]\n',
            "features.preprocess[1].n_component: ",
            "Did you mean 'n_components'? Allowed: method, n_components, whiten, svd_solver, random_state.",
        ),
        (f"{DATA}{UMAP}min_dst = 1\n", "projection[0].min_dst: ", "Did you mean 'min_dist'? Allowed: name, method, "),
        (f'{DATA}{UMAP}space = "m"\n', "projection[0].space: ", "'space' is not known here."),
        (
            DATA + KMEANS + KMEANS.replace('"a"', '"b"') + "n_cluster = 1\n",
            "clustering[1].n_cluster: ",
            "Did you mean 'n_clusters'? Allowed: name, method, space, n_clusters, n_init,",
        ),
        (f'{DATA}[[clustering]]\nname = "a"\nmethd = "kmeans"\n', "clustering[0].methd: ", "Did you mean 'method'?"),
        (f'{DATA}[[projection]]\nnmae = "a"\nmethod = "pca"\n', "projection[0].nmae: ", "Did you mean 'name'?"),
        # unknown names
        (f'{DATA}[features]\nuse = "pixel"\n', "features.use: ", "Did you mean 'pixels'? Allowed: given, pixels, "),
        (
            f'{DATA}[features]\npreprocess = [{{method = "l3"}}]\n',
            "features.preprocess[0].method: ",
            "Did you mean 'l2'? Allowed: l2, standardise, pca.",
        ),
        (
            f"{DATA}{UMAP.replace('umap', 'umpa')}",
            "projection[0].method: ",
            "Did you mean 'umap'? Allowed: pca, umap, tsne, given.",
        ),
        (
            f"{DATA}{KMEANS.replace('kmeans', 'k-means')}",
            "clustering[0].method: ",
            "Did you mean 'kmeans'? Allowed: kmeans, minibatch_kmeans, bisecting_kmeans, ",
        ),
        (f'{DATA}{UMAP}{KMEANS}space = "n"\n', "clustering[0].space: ", "Allowed: features, m."),
        (
            f'{DATA}{KMEANS}algorithm = "loyd"\n',
            "clustering[0].algorithm: ",
            "Did you mean 'lloyd'? Allowed: lloyd, elkan.",
        ),
        # wrong values
        (f"{DATA}max_per_identity = 0\n", "data.max_per_identity", "0 is below 1 rows, the least that is allowed"),
        (f"{DATA}max_per_identity = true\n", "data.max_per_identity", "it must be a whole number"),
        (f"{DATA}identity = 3\n", "data.identity", "it must be a text"),
        (f"{DATA}pattern = 3\n", "data.pattern", "it must be a text"),
        (f'{DATA}where = "age >"\n', "data.where: ", "there must be a number"),
        (f'{DATA}pick = "last"\n', "data.pick: ", "Allowed: first, random."),
        (f"{DATA}[report]\nmap_quality = 1\n", "report.map_quality", "must be true or false"),
        (f"{DATA}[report]\nquality = true\n", "report.quality: ", "Did you mean 'map_quality'?"),
        ("[data]\npath = 3\n", "data.path", "must be a text"),
        (f"{DATA}{KMEANS}n_clusters = 0\n", "clustering[0].n_clusters: ", "0 is below 1 clusters"),
        (f"{DATA}{KMEANS}n_clusters = 2.5\n", "clustering[0].n_clusters: ", "it must be a whole number"),
        (f'{DATA}{KMEANS}n_clusters = "ten"\n', "clustering[0].n_clusters: ", "it must be a whole number"),
        (f"{DATA}{KMEANS}n_clusters = 1{'0' * 30}\n", "clustering[0].n_clusters: ", "beyond 64 bits"),
        (f"{DATA}{KMEANS}tol = nan\n", "clustering[0].tol: ", "not a finite number"),
        (f"{DATA}{KMEANS}tol = 1979-05-27\n", "clustering[0].tol: ", "is a date; it must be a number"),
        (f"{DATA}{UMAP}min_dist = 2.0\n", "projection[0].min_dist: ", "above spread = 1"),
        (f"{DATA}{KMEANS}space = 3\n", "clustering[0].space", "must be a text"),
        (
            f'{DATA}[features]\nuse = "pixels"\nsize = [1, 2, 3]\n',
            "features.size: ",
            "must be a height and a width",
        ),
        (
            f'{DATA}[features]\npreprocess = [{{method = "pca", n_components = 1.5}}]\n',
            "features.preprocess[0].n_components: ",
            "must lie between 0 and 1",
        ),
        # names
        (f"{DATA}{KMEANS.replace(chr(34) + 'a', chr(34) + 'a b')}", "clustering[0].name", "letters, digits, _ and -"),
        (f"{DATA}{KMEANS.replace(chr(34) + 'a', chr(34) + '../a')}", "clustering[0].name", "letters, digits, _ and -"),
        (f"{DATA}{KMEANS.replace(chr(34) + 'a', chr(34))}", "clustering[0].name", "letters, digits, _ and -"),
        (f"{DATA}{KMEANS.replace(chr(34) + 'a', chr(34) + 'é')}", "clustering[0].name", "letters, digits, _ and -"),
        (
            f"{DATA}{UMAP.replace(chr(34) + 'm', chr(34) + 'features')}",
            "projection[0].name",
            "stands for the feature space",
        ),
        (f"{DATA}{KMEANS}{KMEANS}", "clustering[1].name = 'a'", "is taken by clustering[0]"),
        (f"{DATA}{UMAP}{UMAP}", "projection[1].name = 'm'", "is taken by projection[0]"),
        # what is missing, what is of another kind
        ("", "data.path", 'is missing: a file, or "sample:digits"'),
        ('[features]\nuse = "given"\n', "data.path", "is missing"),
        (f'{DATA}[[clustering]]\nmethod = "kmeans"\n', "clustering[0].name", "is missing: letters, digits"),
        (f'{DATA}[[projection]]\nname = "a"\n', "projection[0].method", "is missing: one of pca, umap, tsne"),
        (f"{DATA}[features]\npreprocess = [{{}}]\n", "features.preprocess[0].method", "is missing: one of l2, "),
        (f'{DATA}[features]\npreprocess = "l2"\n', "features.preprocess", "must be a list of tables"),
        (f'{DATA}[features]\npreprocess = ["l2"]\n', "features.preprocess", "must be a list of tables"),
        (f'{DATA}[clustering]\nname = "a"\n', "clustering", "must be a list of tables: [[clustering]]"),
        ('data = "x.npy"\n', "data", "must be a table: [data]"),
        ("[[data]]\n", "data", "must be a table: [data]"),
    ],
)
def test_a_mistake_is_named_by_its_path_with_what_is_allowed(text, path, rest):
    message = refused(text)

    assert message.startswith(path)
    assert rest in message


@pytest.mark.parametrize("name", ["row", "identity"])
@pytest.mark.parametrize(("section", "method"), [("projection", "pca"), ("clustering", "kmeans")])
def test_names_of_the_tables_own_columns_are_taken(name, section, method):
    message = refused(f'{DATA}[[{section}]]\nname = "{name}"\nmethod = "{method}"\n')

    assert message.startswith(f"{section}[0].name = {name!r} is not allowed")


def test_a_map_and_a_grouping_may_share_a_name():
    spec = parse(DATA + UMAP + KMEANS.replace('"a"', '"m"'))

    assert [entry.name for entry in (*spec.projections, *spec.clusterings)] == ["m", "m"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[data]\npath = "x"\npath = "y"\n', "line 3"),
        ("[data]\npath = x\n", "line 2"),
        ('[data]\n\n\npath = "x\n', "line 4"),
        ('[data]\npath = "x"\n[features]\npreprocess = [', "line 4"),
        ("[data\n", "line 1"),
        ('[data]\npath = "x"\n[data]\n', "line 3"),
    ],
)
def test_a_syntax_error_has_its_line(text, line):
    message = refused(text)

    assert message.startswith("This is not valid TOML: ")
    assert line in message


@pytest.mark.parametrize("text", [f"a = {'9' * 5000}\n", f"a = {'[' * 3000}\n"], ids=["digits", "depth"])
def test_what_the_parser_itself_stumbles_over_is_refused_in_words(text):
    assert refused(text).startswith("This is not valid TOML: ")


# --- writing ---


def texts():
    return st.text(st.characters(codec="utf-8"), max_size=12)


names = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True).filter(lambda name: name not in ("row", "identity"))


def number(kind, rule):
    low = 0 if rule.low is None else rule.low
    high = low + 1000 if rule.high is None else rule.high
    if kind is int:
        return st.integers(int(low), int(high))
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


def value(name, kinds, rule):
    """Anything that a parameter may be, so far as a spec can say it: TOML has no word for "nothing"."""
    options: list[st.SearchStrategy[Any]] = []
    for kind in kinds:
        if kind is bool:
            options.append(st.booleans())
        elif kind is str:
            options.append(st.sampled_from(rule.choices) if rule.choices else texts())
        elif kind is float and int in kinds:
            options.append(st.floats(0, 1, exclude_min=True, exclude_max=True))
        elif kind in (int, float):
            options.append(number(kind, rule).filter(lambda found: found or name != "n_jobs"))
        elif kind is tuple and name == "size":
            options.append(st.tuples(st.integers(1, 2000), st.integers(1, 2000)))
    return st.one_of(options)


# allowed in some combinations only
TIED = {
    *("axes", "min_dist", "spread", "stop_after", "metric", "linkage", "densmap"),
    *("connectivity", "k_min", "k_max", "cluster_method", "cell", "block"),
}


@st.composite
def any_params(draw, methods):
    step = methods[draw(st.sampled_from(sorted(methods)))]
    fields = {
        name: draw(value(name, kinds, rule)) for name, (kinds, rule) in rules(step.params).items() if name not in TIED
    }
    chosen = draw(st.sets(st.sampled_from(sorted(fields)))) if fields else set()
    return build(step.params, {name: fields[name] for name in chosen})


@st.composite
def options(draw):
    return ReadOptions(
        identity=draw(texts()),
        pattern=draw(texts()),
        vector=draw(st.sampled_from([(), ("f0:f511",), ("a", "b c")])),
        bad_values=draw(st.sampled_from(["leave out", "median"])),
        max_per_identity=draw(st.none() | st.integers(1, 10**6)),
        every=draw(st.none() | st.integers(1, 10**6)),
        pick=draw(st.sampled_from(["first", "random"])),
        where=draw(st.sampled_from(["", "age > 3", "`a b` = 'it''s \\n'"])),
    )


@st.composite
def specs(draw):
    maps = draw(st.lists(names.filter(lambda name: name != "features"), max_size=3, unique=True))
    groups = draw(st.lists(names, max_size=3, unique=True))
    blocks = tuple(draw(st.just([]) | st.lists(any_params(plan.BLOCKS), min_size=2, max_size=3)))
    joined = build(plan.USES["joined"].params, {"weights": tuple(range(1, len(blocks) + 1))}) if blocks else None
    return Spec(
        path=draw(texts()),
        options=draw(options()),
        use=joined or draw(any_params(plan.BLOCKS)),
        blocks=blocks,
        preprocess=tuple(draw(st.lists(any_params(plan.PREPROCESS), max_size=3))),
        projections=tuple(Named(name, draw(any_params(plan.PROJECTIONS))) for name in maps),
        clusterings=tuple(
            Named(name, draw(any_params(plan.CLUSTERINGS)), draw(st.sampled_from(["features", *maps])))
            for name in groups
        ),
        map_quality=draw(st.booleans()),
    )


@given(specs())
def test_what_is_written_is_read_back(spec):
    assert parse(write(spec)) == spec
    assert write(parse(write(spec))) == write(spec)


def test_only_what_differs_from_a_default_is_written():
    assert write(parse(DATA + UMAP + KMEANS + 'n_clusters = 8\ntol = 0.5\nspace = "m"\n')) == (
        f'{DATA}\n[features]\nuse = "given"\n\n{UMAP}\n{KMEANS}tol = 0.5\nspace = "m"\n'
    )


# --- from what is on screen ---


def test_a_spec_becomes_recipes_and_they_the_spec():
    spec = parse(FACES)
    data = plan.dataset("ab" * 20, "npz", "faces", identity="name", max_per_identity=50)
    maps, groups = spec.recipes(data, 100)

    back = from_recipes("faces.npz", maps, groups)

    seed = maps["map"].params["random_state"]  # the one left open was drawn, and is now part of the spec
    assert isinstance(seed, int)
    drawn = Named(
        "map", params(plan.PROJECTIONS, "umap", n_neighbors=30, min_dist=0, metric="cosine", random_state=seed)
    )
    assert back == replace(spec, projections=(drawn,))
    assert parse(write(back)).recipes(data, 100) == (maps, groups)


def test_a_pattern_comes_along():
    data = plan.dataset("ab" * 20, "images", "faces", pattern="{who}_*.jpg")
    spec = parse('[data]\npath = "faces.zip"\npattern = "{who}_*.jpg"\n' + UMAP + "random_state = 0\n")

    assert spec.options.pattern == "{who}_*.jpg"
    assert from_recipes("faces.zip", *spec.recipes(data, 100)) == spec


def test_a_grouping_on_a_map_brings_the_map_along():
    data = plan.dataset("ab" * 20, "npy", "x")
    maps, groups = parse(DATA + UMAP + KMEANS + 'space = "m"\n').recipes(data, 100)

    spec = from_recipes("x.npy", {}, groups)

    assert [entry.name for entry in spec.projections] == ["map-of-a"]
    assert spec.clusterings[0].space == "map-of-a"
    assert spec.recipes(data, 100) == ({"map-of-a": maps["m"]}, groups)
    other = plan.projection(plan.features(data, spec.use), plan.PROJECTIONS["pca"].params())
    assert [entry.name for entry in from_recipes("x.npy", {"map-of-a": other}, groups).projections] == [
        "map-of-a",
        "map-of-a-2",
    ]


def test_runs_of_different_features_are_no_one_spec():
    data = plan.dataset("ab" * 20, "npy", "x")
    kmeans = plan.CLUSTERINGS["kmeans"].params()
    space = plan.features(data, plan.USES["given"].params())
    other = plan.features(data, plan.USES["given"].params(), [plan.PREPROCESS["l2"].params()])

    with pytest.raises(SpecError, match="a spec holds one"):
        from_recipes("x.npy", {}, {"a": plan.clustering(space, kmeans), "b": plan.clustering(other, kmeans)})


# --- a map that starts from a map ---


def started():
    space = plan.features(plan.dataset("a" * 40, "npy", "t"), plan.USES["given"].params())
    umap = plan.PROJECTIONS["umap"].params
    first = plan.stopped(plan.projection(space, build(umap, {"random_state": 1})), 20)
    return first, plan.projection(space, build(umap, {"random_state": 1, "min_dist": 0.5}), first)


def test_the_map_it_starts_from_comes_along():
    first, second = started()
    spec = from_recipes("rows.npy", {"wide": second}, {})
    starts = {entry.name: entry.start for entry in spec.projections}
    assert list(starts.items()) == [("start-of-wide", ""), ("wide", "start-of-wide")]
    text = write(spec)
    assert "stop_after = 20" in text
    assert 'start = "start-of-wide"' in text
    maps, _ = parse(text).recipes(first.source(), 100)
    assert maps == {"start-of-wide": first, "wide": second}


def test_a_start_that_has_a_name_keeps_it():
    first, second = started()
    spec = from_recipes("rows.npy", {"late": second, "early": first}, {})
    assert [entry.name for entry in spec.projections] == ["early", "late"]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('method = "umap"\nstart = "b"', r"projection\[0\].start = 'b' must be a projection above it: there is none"),
        ('method = "umap"\nstart = "a"', r"projection\[0\].start"),
        ('method = "pca"\nstart = "b"', r"projection\[0\].start: PCA starts from no map"),
        ('method = "umap"\nstart = 3', r"projection\[0\].start = 3 must be a text"),
    ],
)
def test_a_start_that_cannot_be(table, words):
    other = '[[projection]]\nname = "b"\nmethod = "pca"'
    with pytest.raises(SpecError, match=words):
        parse(f'[data]\npath = "a.npy"\n[[projection]]\nname = "a"\n{table}\n{other}')


def test_a_supervised_map_is_written_and_read_back():
    data = plan.dataset("ab" * 20, "npy", "faces")
    spec = parse(DATA + UMAP + "random_state = 0\nsupervised = true\n")
    maps, _ = spec.recipes(data, 100)

    assert maps["m"].inputs["target"] == plan.identities(data)
    assert from_recipes("x.npy", maps, {}).projections[0].supervised
    assert parse(write(spec)) == spec
    pca = '[[projection]]\nname = "m"\nmethod = "pca"\nsupervised = true\n'
    assert refused(DATA + pca) == "projection[0].supervised: PCA takes no target."
    assert "supervised" in refused(DATA + UMAP + "supervised = 1\n")
