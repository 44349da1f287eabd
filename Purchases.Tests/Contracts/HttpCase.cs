using System.Text;
using System.Text.Json;

namespace Purchases.Tests.Contracts;

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
