using Purchases.Tests.Contracts;

namespace Purchases.Tests.Scenarios;

/// <summary>Every case of http-cases.json against a running Local.</summary>
public sealed class HttpContractTests(SharedLocal shared) : IClassFixture<SharedLocal>
{
    public static TheoryData<string> Names => [.. HttpCase.All.Select(@case => @case.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_contract_case_is_answered_as_the_contract_says(string name) => HttpContract.HoldsAsync(shared.Local.Client, name);
}
