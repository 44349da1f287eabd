using System.Text.Json;
using System.Text.Json.Nodes;
using Purchases.Tests.Worker.Protocol;

namespace Purchases.Tests.Worker;

/// <summary>The functions' metadata as a worker reports it, as lines to read: one for each binding, and one for a retry.</summary>
internal static class FunctionLines
{
    // Members that the line already has, and the SDK's own notes for the host.
    private static readonly string[] Said = ["name", "type", "direction", "methods", "route", "authLevel", "properties"];

    public static IEnumerable<string> OfWorker(IEnumerable<RpcFunctionMetadata> functions) =>
        from function in functions
        from line in Of(function.Name, function.RawBindings.Select(binding => JsonNode.Parse(binding)), Retry(function.RetryOptions))
        select line;

    private static IEnumerable<string> Of(string function, IEnumerable<JsonNode?> bindings, string? retry) =>
        bindings.Select(binding => Line(binding!.AsObject())).Concat(retry is null ? [] : [retry]).Select(line => $"{function}: {line}");

    private static string Line(JsonObject binding)
    {
        var rest = binding.Where(member => !Said.Contains(member.Key)).OrderBy(member => member.Key, StringComparer.Ordinal);
        return string.Join(", ", [What(binding), .. rest.Select(member => $"{member.Key} {member.Value}")]);
    }

    private static string What(JsonObject binding) => (string)binding["type"]! == "httpTrigger"
        ? $"{string.Join('|', binding["methods"]!.AsArray()).ToUpperInvariant()} /{binding["route"]}, {binding["authLevel"]}"
        : $"{binding["type"]} {binding["direction"]} {binding["name"]}";

    private static string? Retry(RpcRetryOptions? retry)
    {
        if (retry is null) return null;
        var strategy = JsonNamingPolicy.CamelCase.ConvertName($"{retry.RetryStrategy}");
        var (minimum, maximum) = (retry.MinimumInterval.ToTimeSpan(), retry.MaximumInterval.ToTimeSpan());
        return $"retry {strategy}, {retry.MaxRetryCount} times, after {minimum} to {maximum}";
    }
}
