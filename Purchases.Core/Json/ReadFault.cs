using System.Collections.ObjectModel;

namespace Purchases.Core.Json;

/// <summary>Why a value isn't a purchase.</summary>
/// <param name="Code">What was wrong, for programs.</param>
/// <param name="Detail">What was wrong, in words that can follow a colon. It is logged, so it quotes no text of the value.</param>
/// <param name="Errors">
/// What is wrong with each wrong or missing member (<c>$</c> for the value itself); null if the value is empty, too large, not JSON or an
/// envelope.
/// </param>
public sealed record ReadFault(RejectionCode Code, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>The names of the members in <see cref="Errors"/> that are missing.</summary>
    public IReadOnlySet<string> Missing { get; init; } = ReadOnlySet<string>.Empty;

    /// <summary>The first byte that isn't valid JSON, counted from 1 in its line; null for every other fault.</summary>
    public long? InvalidByte { get; init; }

    /// <summary>The user; null if it could not be read or isn't valid.</summary>
    public string? UserId { get; init; }

    /// <summary>The item; null if it could not be read or isn't valid.</summary>
    public string? ItemId { get; init; }
}
