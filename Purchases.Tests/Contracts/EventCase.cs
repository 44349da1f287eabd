using System.Text.Json;

namespace Purchases.Tests.Contracts;

/// <summary>An event of event-cases.jsonl, and what becomes of it: it is recorded with this timestamp, or rejected.</summary>
internal sealed record EventCase(string Name, string Value, string? RecordedTimestamp, RejectedCase? Rejected)
{
    public static IReadOnlyList<EventCase> All { get; } = [.. CaseFile.Lines("event-cases.jsonl").Select(Read)];

    public override string ToString() => Name;

    private static EventCase Read(JsonElement line)
    {
        var outcome = line.GetProperty("outcome");
        return new(
            line.GetProperty("name").GetString()!,
            line.GetProperty("value").GetString()!,
            outcome.TryGetProperty("recorded", out var recorded) ? recorded.GetProperty("timestamp").GetString() : null,
            outcome.TryGetProperty("rejected", out var word) ? new(word.GetString()!, outcome.GetProperty("code").GetString()!) : null);
    }
}

/// <param name="Word">What the reason contains, in any letter case.</param>
internal sealed record RejectedCase(string Word, string Code);

/// <summary>An event of seed-events.jsonl, as the original wrote it.</summary>
internal sealed record SeedEvent(string Key, string Value)
{
    public static IReadOnlyList<SeedEvent> All { get; } =
        [.. CaseFile.Lines("seed-events.jsonl")
            .Select(line => new SeedEvent(line.GetProperty("key").GetString()!, line.GetProperty("value").GetString()!))];
}
