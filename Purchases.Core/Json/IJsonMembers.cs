using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>What a JSON object says, member by member.</summary>
internal interface IJsonMembers
{
    /// <summary>Reads to the end of the object at whose start the reader stands.</summary>
    /// <exception cref="JsonException">It isn't JSON.</exception>
    void Read(ref Utf8JsonReader reader);

    /// <summary>All that is wrong with what was read, or null.</summary>
    /// <param name="json">The whole text, to look at once more where something is wrong.</param>
    ReadFault? Fault(ReadOnlySpan<byte> json);
}
