using System.Globalization;
using System.Text;

namespace Purchases.Tests.Contracts;

/// <summary>The answers of a test, each held against the description.</summary>
internal sealed class AnswerLog
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    /// <summary>
    /// Operations with the statuses that they gave: <c>GET /purchases 200</c>. A 405 is one of every operation of the path.
    /// </summary>
    public IReadOnlyCollection<string> Seen => _seen;

    public IReadOnlyList<string> Faults => _faults;

    public async Task<HttpResponseMessage> AddAsync(HttpResponseMessage answer)
    {
        var request = answer.RequestMessage!;
        await AddAsync(request.Method, request.RequestUri!.AbsolutePath, answer);
        return answer;
    }

    /// <summary>An answer that no HTTP client read.</summary>
    public async Task AddRawAsync(HttpMethod method, string path, string text)
    {
        var (head, body) = (
            text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)], text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        var lines = head.Split("\r\n");
        using var answer = new HttpResponseMessage(
            (System.Net.HttpStatusCode)int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture))
        {
            Content = new StringContent(body[body.IndexOf('{', StringComparison.Ordinal)..(body.LastIndexOf('}') + 1)], Encoding.UTF8),
        };
        answer.Content.Headers.Clear();
        foreach (var (name, value) in lines[1..]
            .Select(line => (line[..line.IndexOf(':', StringComparison.Ordinal)],
            line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())))
        {
            if (!answer.Headers.TryAddWithoutValidation(name, value)) answer.Content.Headers.TryAddWithoutValidation(name, value);
        }

        await AddAsync(method, path, answer);
    }

    private async Task AddAsync(HttpMethod method, string path, HttpResponseMessage answer)
    {
        var operation = DescribedApi.Find(method, path);
        List<DescribedOperation> operations = operation is null ? [.. DescribedApi.OfPath(path)] : [operation];
        if (operations.Count == 0)
        {
            // A path that isn't described may only be one that isn't there.
            if (answer.StatusCode != System.Net.HttpStatusCode.NotFound)
                _faults.Add($"{method} {path} isn't described, but answers {(int)answer.StatusCode}");
            return;
        }

        foreach (var one in operations)
        {
            _seen.Add($"{one} {(int)answer.StatusCode}");
            foreach (var fault in await DescribedApi.FaultsAsync(one, answer))
                _faults.Add($"{method} {path} {(int)answer.StatusCode}: {fault}");
        }
    }
}
