using Microsoft.AspNetCore.WebUtilities;

namespace Purchases.Tests.Contracts;

/// <summary>The description of requests, compared with which calls are accepted and which are rejected.</summary>
public sealed class RequestTests
{
    /// <summary>Calls that are rejected although the description allows them, and why it can't express the rule.</summary>
    private static readonly Dictionary<string, string> BeyondTheDescription = new(StringComparer.Ordinal)
    {
        ["quantity 2.0"] = "2.0 is an integer in JSON Schema",
        ["quantity 1e2"] = "so is 1e2",
        ["userId with an unpaired surrogate"] = "an unpaired surrogate counts as a character in JSON Schema",
        ["a member twice with different values"] = "JSON Schema sees the last one alone",
        ["text/plain"] = "other content types are rejected, but a missing one means JSON",
        ["body over 64 KiB"] = "no schema counts bytes",
        ["unknown purchase"] = "the call is valid, and the purchase doesn't exist",
    };

    public static TheoryData<string> Names => [.. HttpCase.All.Where(@case => Operation(@case) is not null).Select(@case => @case.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_contract_case_is_accepted_exactly_when_it_is_as_described(string name)
    {
        var @case = HttpCase.All.Single(@case => @case.Name == name);
        var faults = Faults(@case).ToList();

        if (@case.Status < 400 || BeyondTheDescription.ContainsKey(name)) Assert.Empty(faults);
        else Assert.NotEmpty(faults);
    }

    [Fact]
    public void Every_exception_is_a_case() => Assert.Empty(BeyondTheDescription.Keys.Except(HttpCase.All.Select(@case => @case.Name)));

    private static DescribedOperation? Operation(HttpCase @case) => DescribedApi.Find(@case.Method, @case.Path.Split('?')[0]);

    private static IEnumerable<string> Faults(HttpCase @case)
    {
        var operation = Operation(@case)!;
        var path = @case.Path.Split('?');
        var query = QueryHelpers.ParseQuery(path.ElementAtOrDefault(1));
        var ofParameters = operation.Parameters.SelectMany(parameter =>
        {
            var name = parameter.GetProperty("name").GetString()!;
            var text = parameter.GetProperty("in").GetString() switch
            {
                "query" => query.TryGetValue(name, out var values) ? values.ToString() : null,
                "header" => @case.Headers.GetValueOrDefault(name),
                _ => path[0].Split('/')[^1],
            };
            if (text is not null) return DescribedApi.TextFaults(parameter, text);
            return parameter.GetProperty("required").GetBoolean() ? [$"{name} is missing"] : [];
        });
        return operation.Json.TryGetProperty("requestBody", out _) ? ofParameters.Concat(Schemas.BuyFaults(@case.Body!)) : ofParameters;
    }
}
