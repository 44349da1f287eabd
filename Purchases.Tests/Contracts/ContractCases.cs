using System.Text;
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

/// <summary>An event of seed-events.jsonl, as the Python original wrote it.</summary>
internal sealed record SeedEvent(string Key, string Value)
{
    public static IReadOnlyList<SeedEvent> All { get; } =
        [.. CaseFile.Lines("seed-events.jsonl")
            .Select(line => new SeedEvent(line.GetProperty("key").GetString()!, line.GetProperty("value").GetString()!))];
}

/// <summary>One call of http-cases.json, and the status that it is answered with.</summary>
internal sealed record HttpCase(
    string Name, HttpMethod Method, string Path, IReadOnlyDictionary<string, string> Headers, string? Body, int Status)
{
    public static IReadOnlyList<HttpCase> All { get; } =
        [.. CaseFile.Read("http-cases.json").EnumerateArray().Select(Read)];

    public Task<HttpResponseMessage> SendAsync(HttpClient client)
    {
        var request = new HttpRequestMessage(Method, Path);
        if (Body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
        foreach (var (header, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(header, value)) request.Content!.Headers.TryAddWithoutValidation(header, value);
        }

        return client.SendAsync(request);
    }

    public override string ToString() => Name;

    private static HttpCase Read(JsonElement json) => new(
        json.GetProperty("name").GetString()!,
        new(json.GetProperty("method").GetString()!),
        json.GetProperty("path").GetString()!,
        json.GetProperty("headers").EnumerateObject()
            .ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.Ordinal),
        json.GetProperty("body").GetString(),
        json.GetProperty("status").GetInt32());
}

/// <summary>The files of docs/contracts/cases.</summary>
internal static class CaseFile
{
    /// <summary>Of JSON, whole.</summary>
    public static JsonElement Read(string file) => JsonElement.Parse(Repository.Read($"docs/contracts/cases/{file}"));

    /// <summary>Of JSON lines, each line for itself.</summary>
    public static IEnumerable<JsonElement> Lines(string file) =>
        from line in Repository.Read($"docs/contracts/cases/{file}").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        select JsonElement.Parse(line);
}
