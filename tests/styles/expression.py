"""The expressions of MapLibre that our styles use, worked out as its
specification says, for one feature's properties."""


def same_text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def match(arguments, properties):
    value = work_out(arguments[0], properties)
    pairs, otherwise = arguments[1:-1], arguments[-1]
    for label, result in zip(pairs[::2], pairs[1::2]):
        if value in (label if isinstance(label, list) else [label]):
            return work_out(result, properties)
    return work_out(otherwise, properties)


def case(arguments, properties):
    for condition, result in zip(arguments[:-1:2], arguments[1::2]):
        if work_out(condition, properties):
            return work_out(result, properties)
    return work_out(arguments[-1], properties)


def step(arguments, properties):
    value = work_out(arguments[0], properties)
    result = arguments[1]
    for bound, above in zip(arguments[2::2], arguments[3::2]):
        if value >= bound:
            result = above
    return work_out(result, properties)


def work_out(expression, properties):
    if not isinstance(expression, list):
        return expression
    name, *arguments = expression
    special = {"match": match, "case": case, "step": step}.get(name)
    if special:
        return special(arguments, properties)
    values = [work_out(argument, properties) for argument in arguments]
    return {"get": lambda: properties.get(values[0]),
            "has": lambda: values[0] in properties,
            "!": lambda: not values[0],
            "==": lambda: values[0] == values[1],
            "to-string": lambda: same_text(values[0])}[name]()
