using System.Collections.ObjectModel;

namespace Purchases.Core.Json;

/// <summary>Why something isn't a purchase.</summary>
/// <param name="Code">What was wrong, for programs.</param>
/// <param name="Detail">The same in words that can stand behind a colon. It is logged, so it quotes no text of the value.</param>
/// <param name="Errors">
/// Each wrong or missing member (<c>$</c> for the value itself) with what is wrong with it; null for what is empty, too large, not JSON or
/// an envelope.
/// </param>
public sealed record ReadFault(RejectionCode Code, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>The names of the members in <see cref="Errors"/> that are missing.</summary>
    public IReadOnlySet<string> Missing { get; init; } = ReadOnlySet<string>.Empty;

    /// <summary>Where it stops being JSON: the byte in its line, from 1; null for every other fault.</summary>
    public long? InvalidByte { get; init; }

    /// <summary>The user and the item, where they could be read and are valid.</summary>
    public string? UserId { get; init; }

    /// <inheritdoc cref="UserId"/>
    public string? ItemId { get; init; }
}
