using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>What was read from a request or from the store, or the problem that is the answer instead: exactly one of them.</summary>
public readonly struct Outcome<T>
{
    internal Outcome(T? value, Problem? problem) => (Value, Problem) = (value, problem);

    public T? Value { get; }

    public Problem? Problem { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Succeeded => Problem is null;

    /// <summary>200 with the value, or the problem.</summary>
    public IResult ToResult() => Succeeded ? TypedResults.Ok(Value) : Problem;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Problem problem) => new(default, problem);
}

/// <summary>An answer that is written by a delegate. It has no public properties: a host may serialise every result once more.</summary>
internal sealed class WrittenResult(Func<HttpContext, Task> write) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => write(httpContext);
}
