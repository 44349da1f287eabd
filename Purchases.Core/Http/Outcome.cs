using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>Something read from a request, or the answer that says why it can't be: exactly one of them.</summary>
public readonly struct Outcome<T>
    where T : class
{
    internal Outcome(T? value, IResult? problem) => (Value, Problem) = (value, problem);

    public T? Value { get; }

    public IResult? Problem { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Succeeded => Problem is null;

    public static implicit operator Outcome<T>(T value) => new(value, null);
}

public static class Outcome
{
    public static Outcome<T> Refused<T>(IResult problem)
        where T : class => new(null, problem);
}
