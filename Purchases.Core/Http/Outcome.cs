using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>What was read from a request or from the store, or the answer that says why it can't be: exactly one of them.</summary>
public readonly struct Outcome<T>
{
    internal Outcome(T? value, IResult? problem) => (Value, Problem) = (value, problem);

    public T? Value { get; }

    public IResult? Problem { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Succeeded => Problem is null;

    /// <summary>200 with what was read, or the problem.</summary>
    public IResult ToResult() => Succeeded ? TypedResults.Ok(Value) : Problem;

    public static implicit operator Outcome<T>(T value) => new(value, null);
}

public static class Outcome
{
    public static Outcome<T> Refused<T>(IResult problem) => new(default, problem);

    /// <summary>What a call of the store gives. The one place where a store that is away becomes a 503.</summary>
    public static async Task<Outcome<T>> OrUnavailableAsync<T>(Func<Task<Outcome<T>>> call)
    {
        try
        {
            return await call();
        }
        catch (UnavailableException e)
        {
            return Refused<T>(Problem.Unavailable(e.Message));
        }
    }
}
