namespace Purchases.Core.Json;

/// <summary>Why something isn't a purchase.</summary>
/// <param name="Code">What was wrong, for programs.</param>
/// <param name="Detail">The same in words that can stand behind a colon.</param>
/// <param name="Errors">
/// Each wrong member (<c>$</c> for the value itself) with what is wrong with it; null for what is
/// empty, too large, not JSON or an envelope.
/// </param>
public sealed record ReadFault(RejectionCode Code, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>What is wrong with a member that isn't there.</summary>
    public const string Missing = "is missing";

    /// <summary>Where it stops being JSON, which the detail tells as well; null otherwise.</summary>
    public SyntaxFault? Syntax { get; init; }

    /// <summary>
    /// The user and the item, where they could be read and are valid. They never stand in a detail, which is logged.
    /// </summary>
    public string? UserId { get; init; }

    /// <inheritdoc cref="UserId"/>
    public string? ItemId { get; init; }
}
