using System.Globalization;
using System.Text.Json;

namespace Purchases.Tests.Contracts;

/// <summary>docs/contracts/openapi.json, asked about single calls.</summary>
internal static class DescribedApi
{
    // Of the connection or of every answer, not of an operation.
    private static readonly string[] TransportHeaders =
        ["Date", "Transfer-Encoding", "Connection", "Content-Type", "Content-Length", "Cache-Control", "X-Content-Type-Options"];

    private static readonly JsonElement Document = Schemas.OpenApi;
    private static readonly SchemaValidator Validator = new(Document, closed: true);

    public static IReadOnlyList<DescribedOperation> Operations { get; } =
        [.. from path in Document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            select new DescribedOperation(operation.Name.ToUpperInvariant(), path.Name, operation.Value)];

    /// <summary>The operation of this call; null when there is none.</summary>
    /// <param name="path">Without the query.</param>
    public static DescribedOperation? Find(HttpMethod method, string path) =>
        OfPath(path).FirstOrDefault(operation => operation.Method == method.Method);

    /// <summary>The operations of this path, those that spell it out before those that match it by a parameter.</summary>
    public static IEnumerable<DescribedOperation> OfPath(string path) =>
        Operations.Where(operation => operation.Matches(path)).OrderBy(operation => operation.Path.Count(letter => letter == '{'));

    /// <summary>What the description doesn't say of this answer, or says otherwise; empty when they agree.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(DescribedOperation operation, HttpResponseMessage answer)
    {
        if (operation.Response((int)answer.StatusCode) is not { } response) return [$"status {(int)answer.StatusCode} isn't described"];

        return [.. HeaderFaults(response, answer),
            .. BodyFaults(response, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync())];
    }

    /// <summary>Follows <c>$ref</c>.</summary>
    public static JsonElement Deref(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$ref", out var reference)
            ? reference.GetString()!.Split('/').Skip(1).Aggregate(Document, (at, name) => at.GetProperty(name))
            : element;

    /// <summary>What is wrong with a parameter or header, which comes as text.</summary>
    public static IReadOnlyList<string> TextFaults(JsonElement parameter, string text)
    {
        var schema = parameter.GetProperty("schema");
        var isNumber = Deref(schema).GetProperty("type").ValueEquals("integer") && text.Length > 0 && text.All(char.IsAsciiDigit);
        return Validator.Faults(schema, JsonElement.Parse(isNumber ? text : JsonSerializer.Serialize(text)));
    }

    private static IEnumerable<string> HeaderFaults(JsonElement response, HttpResponseMessage answer)
    {
        var described = response.TryGetProperty("headers", out var headers) ? headers.EnumerateObject()
            .ToDictionary(header => header.Name, header => Deref(header.Value)) : [];
        var given = answer.Headers.Concat(answer.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value));

        return
        [
            .. given.Keys.Except(described.Keys).Except(TransportHeaders).Select(name => $"header {name} isn't described"),
            .. described.Keys.Except(given.Keys).Where(name => described[name].GetProperty("required").GetBoolean())
                .Select(name => $"header {name} isn't there"),
            .. described.Keys.Intersect(given.Keys).SelectMany(name => TextFaults(described[name], given[name])),
        ];
    }

    private static IEnumerable<string> BodyFaults(JsonElement response, string? mediaType, string body)
    {
        if (!response.GetProperty("content").TryGetProperty(mediaType ?? "", out var content))
            return [$"content type {mediaType} isn't described"];

        var json = JsonElement.Parse(body);
        return [.. Validator.Faults(content.GetProperty("schema"), json),
            .. mediaType == "application/problem+json" ? ExampleFaults(content, json) : []];
    }

    // type, title and status are the same in every problem of a status; its examples must show them so.
    private static IEnumerable<string> ExampleFaults(JsonElement content, JsonElement problem) =>
        from example in content.GetProperty("examples").EnumerateObject()
        from member in new[] { "type", "title", "status" }
        let shown = example.Value.GetProperty("value").GetProperty(member)
        where !problem.TryGetProperty(member, out var given) || !JsonElement.DeepEquals(shown, given)
        select $"example {example.Name} has {member} {shown}, the answer {problem}";
}

/// <summary>One operation of the document.</summary>
/// <param name="Method">In capitals.</param>
internal sealed record DescribedOperation(string Method, string Path, JsonElement Json)
{
    public string Id => Json.GetProperty("operationId").GetString()!;

    public bool Anonymous => Json.TryGetProperty("security", out var security) && security.GetArrayLength() == 0;

    public IEnumerable<int> Statuses =>
        Json.GetProperty("responses").EnumerateObject().Select(response => int.Parse(response.Name, CultureInfo.InvariantCulture));

    public IEnumerable<JsonElement> Parameters =>
        Json.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().Select(DescribedApi.Deref) : [];

    public JsonElement? Response(int status) =>
        Json.GetProperty("responses").TryGetProperty($"{status}", out var response) ? DescribedApi.Deref(response) : null;

    public bool Matches(string path)
    {
        var (own, given) = (Path.Split('/'), path.Split('/'));
        return own.Length == given.Length && own.Zip(given).All(pair => pair.First == pair.Second || pair.First.StartsWith('{'));
    }

    public override string ToString() => $"{Method} {Path}";
}
